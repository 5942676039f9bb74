package scenario

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"
)

// Limits on a file, so that a hostile one gives a diagnostic and does not end the
// process.
const (
	MaxSize        = 1 << 20 // bytes
	maxLine        = 1 << 14 // characters; each excerpt of a line reads all of them
	maxDepth       = 64      // of nesting
	maxItems       = 10_000  // of a list
	maxNames       = 1000    // of users, of groups, and of one user's roles or permissions
	maxDiagnostics = 100     // of a file
	maxMessage     = 1000    // bytes of a message, of each thing that it quotes, and of a hint
)

// ReadYAML reads one YAML document strictly. read asks the Value for the expected
// content; any other content is an error.
//
// Only the text of a scalar counts, and not what YAML's many rules make of it: yes is
// no boolean and 0010 no number. Anchors, aliases, merge keys and tags are refused.
//
// name is the name of the file in messages. The error is a Diagnostics with all
// errors.
func ReadYAML(name string, data []byte, read func(Value)) error {
	return (&reader{file: name}).all(data, read)
}

// A reader collects the diagnostics of one file.
type reader struct {
	file        string
	secret      bool // the file has secrets, which no message may show
	source      *source
	diagnostics Diagnostics
}

func (r *reader) all(data []byte, read func(Value)) error {
	r.read(data, read)
	if len(r.diagnostics) == 0 {
		return nil
	}
	return r.diagnostics.sorted()
}

func (r *reader) read(data []byte, read func(Value)) {
	start := Position{1, 1}
	if len(data) > MaxSize {
		r.report(start, "", "the file is too large: %d bytes are allowed", MaxSize)
		return
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	r.source = &source{text: text}
	if root := compose(text); root != nil {
		read(Value{r: r, node: root, what: "the file"})
		return
	}
	if !r.legible() || r.directed() {
		return
	}

	loader, err := yaml.NewLoader(strings.NewReader(text), yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	if err != nil {
		r.report(start, "", "%v", err)
		return
	}
	var document, second yaml.Node
	switch err := loader.Load(&document); {
	case err == io.EOF || err == nil && len(document.Content) == 0:
		r.report(start, "", "the file is empty")
		return
	case err != nil:
		r.malformed(err)
		return
	}
	switch err := loader.Load(&second); {
	case err == nil:
		r.report(Position{second.Line, second.Column}, "put it into a file of its own", "a second document")
	case err != io.EOF:
		r.malformed(err)
		return
	}

	read(Value{r: r, node: r.node(document.Content[0]), what: "the file"})
}

// report adds a diagnostic at this place. Quoted values are cut before the message is
// made: a name can be as long as the file.
func (r *reader) report(at Position, hint, format string, args ...any) {
	switch len(r.diagnostics) {
	case maxDiagnostics:
		return
	case maxDiagnostics - 1:
		hint, format, args = "", "too many diagnostics: the rest is not shown", nil
	}
	args = slices.Clone(args)
	for i, arg := range args {
		switch arg := arg.(type) {
		case string:
			args[i] = cut(arg, maxMessage)
		case error:
			args[i] = cut(arg.Error(), maxMessage)
		}
	}
	excerpt := ""
	if !r.secret {
		excerpt = r.source.excerpt(at)
	}
	r.diagnostics = append(r.diagnostics, &Diagnostic{
		File: r.file, Pos: at, Hint: cut(hint, maxMessage),
		Message: cut(fmt.Sprintf(format, args...), maxMessage), excerpt: excerpt,
	})
}

// cut shortens a text to at most this many bytes, and marks the cut.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}

// full reports whether there are so many diagnostics that no more are reported.
func (r *reader) full() bool { return len(r.diagnostics) >= maxDiagnostics }

// legible checks that the file is text, with lines of a readable length. The YAML
// library gives no place for its own errors about these.
func (r *reader) legible() bool {
	for i, line := range r.source.lines() {
		column := 0
		for at, c := range line {
			column++
			here := Position{i + 1, column}
			switch {
			case c == utf8.RuneError && !strings.HasPrefix(line[at:], "\ufffd"):
				r.report(here, "", "the file is no UTF-8 text")
				return false
			case c < ' ' && c != '\t', c == 0x7f, c >= 0x80 && c < 0xa0:
				r.report(here, "", "the file is not text: it has a control character, %U", c)
				return false
			case c == '\ufeff':
				r.report(here, "", "a byte order mark, which cannot be seen")
				return false
			case column > maxLine:
				r.report(here, "", "the line is too long: %d characters are allowed", maxLine)
				return false
			}
		}
	}
	return true
}

// directed reports a directive of YAML, which could give tags another meaning. The
// format has one version, and the library ignores some directives.
func (r *reader) directed() bool {
	for i, line := range r.source.lines() {
		switch {
		case strings.HasPrefix(line, "%"):
			r.report(Position{i + 1, 1}, "leave it out", "a directive of YAML")
			return true
		case strings.TrimSpace(line) != "" && !strings.HasPrefix(strings.TrimSpace(line), "#"):
			return false
		}
	}
	return false
}

// malformed reports the error of the YAML library for a file that is no YAML.
func (r *reader) malformed(err error) {
	var e *yaml.LoadError
	if !errors.As(err, &e) {
		r.report(Position{1, 1}, "", "no YAML: %v", err)
		return
	}
	at, message, lines := Position{e.Mark.Line, e.Mark.Column}, e.Message, r.source.lines()
	if name := "unknown anchor"; strings.HasPrefix(message, name) {
		message = name // the name may be a code
	}
	if strings.Contains(message, "max depth") {
		r.report(at, "", "nested too deeply: %d levels are allowed", maxDepth)
		return
	}
	if e.ContextMsg != "" {
		message += " " + e.ContextMsg
		if e.ContextMark.Line > 0 && e.ContextMark.Line < at.Line {
			message += fmt.Sprintf(" that begins in line %d", e.ContextMark.Line)
		}
	}
	// If something is missing at the end of the file, the place where it began is shown.
	if last := len(lines); e.ContextMark.Line > 0 && (at.Line > last || at.Line == last && lines[last-1] == "") {
		at = Position{e.ContextMark.Line, e.ContextMark.Column}
	}
	hint := ""
	if r.source.has(at) && strings.HasPrefix(strings.TrimLeft(lines[at.Line-1], " "), "\t") {
		hint = "indent with spaces; YAML takes no tabs there"
	}
	if strings.Contains(message, "cannot start any token") && hint == "" {
		hint = "put the text in quotes"
	}
	r.report(Position{max(1, at.Line), max(1, at.Column)}, hint, "no YAML: %s", message)
}
