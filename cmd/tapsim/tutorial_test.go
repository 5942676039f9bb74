package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// conformDir has the tutorial and its adapters.
var conformDir = filepath.Join("..", "..", "tapsim", "conform")

// A learner works through the tutorial in one language, in a folder like the top of the
// repository.
type learner struct {
	program, file string // the command, and the file that the learner writes
	language      string // as a report names it
	begin, mend   string // how the two blocks of the README begin
	upTo          string // the line after the part that the second block replaces
	edits         []edit // that the text of the README describes
}

// An edit replaces a text. The README describes it in these words.
type edit struct{ old, new, words string }

var learners = []learner{
	{
		program: "python3", file: "mine.py", language: "python",
		begin: "```python\nimport", mend: "```python\n    if op", upTo: `    if op == "create":`,
		edits: []edit{{"passes = {}", "guests = set()\npasses = {}", "with `guests = set()` beside `passes`"}},
	},
	{
		program: "node", file: "mine.mjs", language: "javascript",
		begin: "```js\nimport", mend: "```js\n    case", upTo: "      if (raw",
		edits: []edit{
			{"const passes", "let guests;\nconst passes", "with `let guests;` beside `passes`"},
			{"user, code", "user, users, code", "`users` among the names that `answer` takes"},
		},
	},
}

// installed reports whether a program is installed. With CI=true its absence is a failure.
func installed(t *testing.T, program string) bool {
	_, err := exec.LookPath(program)
	if err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "CI needs %s: %v", program, err)
		t.Logf("%s is not installed here, so what needs it is not tested", program)
	}
	return err == nil
}

// The report of the finished adapter is the one that the README quotes.
func TestTutorialSeeItPass(t *testing.T) {
	if !installed(t, "python3") {
		return
	}
	readme, dir := tutorial(t), workspace(t)
	command, quoted := console(t, readme, 0)
	code, stdout, _ := command.run(t, dir)
	require.Zero(t, code)
	requireQuote(t, quoted, stdout)
}

// The first version of each adapter fails as the README shows, and the version with its
// edits passes.
func TestTutorialBeginAndMend(t *testing.T) {
	for _, l := range learners {
		t.Run(l.language, func(t *testing.T) {
			if !installed(t, l.program) {
				return
			}
			readme, dir := tutorial(t), workspace(t)
			// The README has the commands for Python; those for the other language differ in names.
			readme = strings.NewReplacer("python3 mine.py", l.program+" "+l.file, "mine 0.1 (python)", "mine 0.1 ("+l.language+")").Replace(readme)
			mine := block(t, readme, l.begin)
			save(t, dir, l.file, mine)

			command, quoted := console(t, readme, 1)
			code, stdout, _ := command.run(t, dir)
			require.Equal(t, 1, code)
			requireQuote(t, quoted, stdout)

			one := commandLine(t, readme, "--run")
			code, stdout, stderr := one.run(t, dir)
			require.Equal(t, 1, code)
			require.Contains(t, stdout, "\npass 0, fail 1, ")
			requireRepeats(t, dir, readme, stderr)

			save(t, dir, l.file, l.mended(t, readme, mine))
			code, stdout, stderr = one.run(t, dir)
			require.Zero(t, code, stdout)
			require.Contains(t, stdout, "\npass 1, fail 0, ")
			requireRepeats(t, dir, readme, stderr)

			// conform shows the difference that check found again.
			code, stdout, _ = commandLine(t, readme, "check").run(t, dir)
			require.Equal(t, 1, code, stdout)
			left, err := filepath.Glob(filepath.Join(dir, "tapsim-check-*.yaml"))
			require.NoError(t, err)
			require.Len(t, left, 1)
			code, stdout, _ = shell("tapsim conform "+filepath.Base(left[0])+" -- "+l.program+" "+l.file).run(t, dir)
			require.Equal(t, 1, code, stdout)
			require.Contains(t, stdout, "\npass 0, fail 1, ")
		})
	}
}

// Every command of the README for the top of the repository runs, and fails only for the
// unfinished adapter.
func TestTutorialCommands(t *testing.T) {
	for _, l := range learners {
		if !installed(t, l.program) {
			return
		}
	}
	readme, dir := tutorial(t), workspace(t)
	save(t, dir, "mine.py", block(t, readme, learners[0].begin))
	all := regexp.MustCompile("go run ./cmd/tapsim [^`\n]+").FindAllString(readme, -1)
	require.GreaterOrEqual(t, len(all), 6)
	for _, line := range all {
		want := 0
		if strings.Contains(line, "mine.py") {
			want = 1
		}
		code, stdout, stderr := shell(line).run(t, dir)
		require.Equal(t, want, code, "%s\n%s%s", line, stdout, stderr)
	}
}

// The Python adapter gives the answers that the README quotes.
func TestTutorialConversation(t *testing.T) {
	if !installed(t, "python3") {
		return
	}
	var asked, want []string
	for line := range strings.Lines(block(t, tutorial(t), "```\n> {")) {
		if answer, ok := strings.CutPrefix(line, "< "); ok {
			want = append(want, answer)
		} else {
			asked = append(asked, strings.TrimPrefix(line, "> "))
		}
	}
	require.Len(t, want, len(asked)-1, "bye has no answer")
	adapter := exec.CommandContext(t.Context(), "python3", filepath.Join(conformDir, "adapters", "python", "tap.py"))
	adapter.Stdin = strings.NewReader(strings.Join(asked, ""))
	got, err := adapter.Output()
	require.NoError(t, err)
	require.Equal(t, strings.Join(want, ""), string(got))
}

func tutorial(t *testing.T) string {
	text, err := os.ReadFile(filepath.Join(conformDir, "README.md"))
	require.NoError(t, err)
	return string(text)
}

// workspace is a new folder with the adapters where the README has them.
func workspace(t *testing.T) string {
	dir := t.TempDir()
	adapters := filepath.Join("tapsim", "conform", "adapters")
	require.NoError(t, os.CopyFS(filepath.Join(dir, adapters), os.DirFS(filepath.Join(conformDir, "adapters"))))
	return dir
}

func save(t *testing.T, dir, name, text string) {
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}

// block returns the first block of code that begins with this text, its fence included.
func block(t *testing.T, readme, begin string) string {
	at := strings.Index(readme, begin)
	require.GreaterOrEqual(t, at, 0, "the README has no block that begins %q", begin)
	_, text, _ := strings.Cut(readme[at:], "\n")
	text, _, found := strings.Cut(text, "```")
	require.True(t, found, "the block that begins %q has no end", begin)
	return text
}

// console returns the command of a console block, and the output that it quotes.
func console(t *testing.T, readme string, number int) (shell, string) {
	parts := strings.Split(readme, "```console\n$ ")
	require.Greater(t, len(parts), number+1)
	typed, rest, _ := strings.Cut(parts[number+1], "\n")
	quoted, _, _ := strings.Cut(rest, "```")
	return shell(typed), quoted
}

// commandLine returns the line of a shell block that has this word.
func commandLine(t *testing.T, readme, word string) shell {
	for _, part := range strings.Split(readme, "```sh\n")[1:] {
		line, _, _ := strings.Cut(part, "\n")
		if strings.Contains(line, word) {
			return shell(line)
		}
	}
	require.Fail(t, "the README has no command with "+word)
	return ""
}

// mended returns the learner's file after the edits of the README.
func (l learner) mended(t *testing.T, readme, mine string) string {
	patch := block(t, readme, l.mend)
	first, _, _ := strings.Cut(patch, "\n")
	from, to := strings.Index(mine, first+"\n"), strings.Index(mine, l.upTo)
	require.Greater(t, from, 0, "there is no line %q to mend", first)
	require.Greater(t, to, from)
	mine = mine[:from] + patch + mine[to:]
	for _, e := range l.edits {
		require.Contains(t, readme, e.words)
		require.Equal(t, 1, strings.Count(mine, e.old), e.old)
		mine = strings.Replace(mine, e.old, e.new, 1)
	}
	return mine
}

// A shell is a command for the top of the repository.
type shell string

func (s shell) run(t *testing.T, dir string) (code int, stdout, stderr string) {
	line := strings.ReplaceAll(string(s), "go run ./cmd/tapsim", "tapsim")
	cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
	cmd.Dir = dir
	var out, talk bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &talk
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		return exit.ExitCode(), out.String(), talk.String()
	}
	require.NoError(t, err)
	return 0, out.String(), talk.String()
}

// requireQuote checks that an output is as the README quotes it. A line of three dots
// stands for any lines, and three dots in a line for any text.
func requireQuote(t *testing.T, quoted, said string) {
	rest := strings.Split(strings.TrimRight(said, "\n"), "\n")
	gap := false
	for _, line := range strings.Split(strings.TrimRight(quoted, "\n"), "\n") {
		if line == "..." {
			gap = true
			continue
		}
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(line), `\.\.\.`, ".*") + "$")
		for gap && len(rest) > 0 && !pattern.MatchString(rest[0]) {
			rest = rest[1:]
		}
		if len(rest) == 0 || !pattern.MatchString(rest[0]) {
			require.Failf(t, "the README quotes a line that is not there", "%s\n\nwhat there is:\n%s", line, said)
		}
		rest, gap = rest[1:], false
	}
	require.True(t, gap || len(rest) == 0, "the README ends before this: %q", rest)
}

// requireRepeats sends the requests of --debug to the program once more, as the README
// says, and checks that the answers are the same.
func requireRepeats(t *testing.T, dir, readme, debug string) {
	at := strings.Index(readme, "`sed ")
	require.GreaterOrEqual(t, at, 0)
	command, _, _ := strings.Cut(readme[at+1:], "`")
	save(t, dir, "lines", debug)
	code, stdout, stderr := shell(command).run(t, dir)
	require.Zero(t, code, stderr)

	var before []string
	for line := range strings.Lines(debug) {
		if answer, ok := strings.CutPrefix(line, "< "); ok {
			before = append(before, answer)
		}
	}
	again := strings.SplitAfter(strings.TrimRight(stdout, "\n"), "\n")
	require.Len(t, again, len(before))
	for i := range before {
		require.Equal(t, outcome(t, before[i]), outcome(t, again[i]))
	}
}

// outcome is the part of an answer that is the same each time; ids and codes differ.
func outcome(t *testing.T, line string) any {
	var answer struct {
		Seq, Status    int
		Result, Reason string
	}
	require.NoError(t, json.Unmarshal([]byte(line), &answer), line)
	return answer
}
