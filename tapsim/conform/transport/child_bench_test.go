package transport_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/conform/transport"
	"github.com/tapsim/tap/tapsim/protocol"
)

// What an exchange with one child costs, beside the same lines over bare pipes without any
// check. The metric is exchanges a second.

// echo is the fastest possible subject: it has one answer, and takes the seq from its fixed
// place in the line.
func echo() {
	lines, out := bufio.NewReader(os.Stdin), []byte(nil)
	for {
		text, err := lines.ReadSlice('\n')
		if err != nil || bytes.Contains(text, []byte(`"op":"bye"`)) {
			return
		}
		seq := text[len(`{"seq":`):bytes.IndexByte(text, ',')]
		answer := `"status":204}`
		if bytes.Contains(text, []byte(`"op":"hello"`)) {
			answer = `"protocol":1,"implementation":{"name":"echo"},"editions":["current"],"ops":["delete"]}`
		}
		out = append(append(append(append(out[:0], `{"seq":`...), seq...), ','), answer...)
		os.Stdout.Write(append(out, '\n'))
	}
}

var someDelete = protocol.Request{
	Op: protocol.Delete, At: model.Instant(0), User: "ada@contoso.example", ID: "5f0c4a9e-5d7b-4c0e-9d0e-0c1f2b3a4d5e",
}

func BenchmarkPipesAlone(b *testing.B) {
	child := exec.Command(subjectCommand(b, "echo")[0], "subject", "echo")
	in, err := child.StdinPipe()
	require.NoError(b, err)
	out, err := child.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, child.Start())
	answers := bufio.NewReader(out)
	for n := 0; b.Loop(); n++ {
		fmt.Fprintf(in, `{"seq":%d,"op":"delete","at":"1601-01-01T00:00:00Z","user":%q,"id":%q}`+"\n", n, someDelete.User, someDelete.ID)
		_, err := answers.ReadSlice('\n')
		require.NoError(b, err)
	}
	perSecond(b)
	require.NoError(b, in.Close())
	_, err = io.Copy(io.Discard, answers)
	require.NoError(b, err)
	require.NoError(b, child.Wait())
}

func BenchmarkChild(b *testing.B) {
	for name, command := range map[string][]string{
		"echo":   subjectCommand(b, "echo"),
		"python": {"python3", filepath.Join("..", "adapters", "python", "tap.py")},
		"node":   {"node", filepath.Join("..", "adapters", "node", "tap.mjs")},
	} {
		b.Run(name, func(b *testing.B) {
			c := transport.Child{Command: command}
			_, err := c.Do(context.Background(), protocol.Request{Op: protocol.Reset, Tenant: &protocol.Tenant{Policy: model.DefaultPolicy(model.Current)}})
			require.NoError(b, err)
			for b.Loop() {
				_, err := c.Do(context.Background(), someDelete)
				require.NoError(b, err)
			}
			perSecond(b)
			require.NoError(b, c.Close())
		})
	}
}

func perSecond(b *testing.B) { b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "exchanges/s") }
