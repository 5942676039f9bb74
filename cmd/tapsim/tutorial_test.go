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

// conformDir is where the tutorial stands, with the adapters that it is about.
var conformDir = filepath.Join("..", "..", "tapsim", "conform")

// A learner works through the tutorial in a language, in a folder that has what
// the top of the repository has.
type learner struct {
	program, file string // that the learner writes
	language      string // as a report says it
	begin, mend   string // how the two blocks of the README begin
	upTo          string // where what is mended ends
	edits         []edit // that the README tells in its prose
}

// An edit puts something in the place of what is there. The README tells it in
// the words of told.
type edit struct{ old, new, told string }

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

// installed reports whether there is such a program. A laptop may do without
// the languages of the tutorial; the build that decides may not.
func installed(t *testing.T, program string) bool {
	_, err := exec.LookPath(program)
	if err != nil {
		require.NotEqual(t, "true", os.Getenv("CI"), "CI needs %s: %v", program, err)
		t.Logf("%s is not installed here, so what is written for it goes untried", program)
	}
	return err == nil
}

// The two adapters do in a report what the README shows of the first.
func TestTutorialSeeItPass(t *testing.T) {
	if !installed(t, "python3") {
		return
	}
	readme, dir := tutorial(t), desk(t)
	command, quoted := console(t, readme, 0)
	code, stdout, _ := command.run(t, dir)
	require.Zero(t, code)
	requireQuote(t, quoted, stdout)
}

// The beginnings are wrong in the way that the README shows, and what it mends is
// mended.
func TestTutorialBeginAndMend(t *testing.T) {
	for _, l := range learners {
		t.Run(l.language, func(t *testing.T) {
			if !installed(t, l.program) {
				return
			}
			readme, dir := tutorial(t), desk(t)
			// The README says the commands for Python, and that they go for both.
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

			// What check leaves behind, conform shows again.
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

// Every command that the README has for the top of the repository runs, and
// fails only where the program is one of a beginner.
func TestTutorialCommands(t *testing.T) {
	for _, l := range learners {
		if !installed(t, l.program) {
			return
		}
	}
	readme, dir := tutorial(t), desk(t)
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

// The conversation in the README is one that the Python adapter has.
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

// desk is a new folder with the adapters where the README has them.
func desk(t *testing.T) string {
	dir := t.TempDir()
	adapters := filepath.Join("tapsim", "conform", "adapters")
	require.NoError(t, os.CopyFS(filepath.Join(dir, adapters), os.DirFS(filepath.Join(conformDir, "adapters"))))
	return dir
}

func save(t *testing.T, dir, name, text string) {
	require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}

// block returns the first block of code that begins like this, with its fence.
func block(t *testing.T, readme, begin string) string {
	at := strings.Index(readme, begin)
	require.GreaterOrEqual(t, at, 0, "the README has no block that begins %q", begin)
	_, text, _ := strings.Cut(readme[at:], "\n")
	text, _, found := strings.Cut(text, "```")
	require.True(t, found, "the block that begins %q has no end", begin)
	return text
}

// console returns the command of a block in which one is typed, and what the
// block quotes of the output.
func console(t *testing.T, readme string, number int) (shell, string) {
	parts := strings.Split(readme, "```console\n$ ")
	require.Greater(t, len(parts), number+1)
	typed, rest, _ := strings.Cut(parts[number+1], "\n")
	quoted, _, _ := strings.Cut(rest, "```")
	return shell(typed), quoted
}

// commandLine returns the one line of a block for the shell that has this word.
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

// mended is what the learner has after the edits that the README tells.
func (l learner) mended(t *testing.T, readme, mine string) string {
	patch := block(t, readme, l.mend)
	first, _, _ := strings.Cut(patch, "\n")
	from, to := strings.Index(mine, first+"\n"), strings.Index(mine, l.upTo)
	require.Greater(t, from, 0, "there is no line %q to mend", first)
	require.Greater(t, to, from)
	mine = mine[:from] + patch + mine[to:]
	for _, e := range l.edits {
		require.Contains(t, readme, e.told)
		require.Equal(t, 1, strings.Count(mine, e.old), e.old)
		mine = strings.Replace(mine, e.old, e.new, 1)
	}
	return mine
}

// A shell is a line that somebody types at the top of the repository.
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

// requireQuote demands that what the README quotes was said. A line that is three
// dots stands for any lines, and three dots in a line for any text.
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

// requireRepeats feeds the lines of --debug to the program once more, as the
// README says. The answers are as many as before, to the same requests.
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

// outcome is what stays of an answer when it is given again: ids and codes are
// others each time.
func outcome(t *testing.T, line string) any {
	var answer struct {
		Seq, Status    int
		Result, Reason string
	}
	require.NoError(t, json.Unmarshal([]byte(line), &answer), line)
	return answer
}
