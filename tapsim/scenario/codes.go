package scenario

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/tapsim/tap/model"
)

// codes are the places in a file where the code of a pass stands, or could by a
// slip. Nothing that is said of the file shows what is there: people paste error
// messages where they would never paste a code.
//
// They are looked for when there is something to say, since most files are right.
type codes struct {
	documents []*yaml.Node // nil: the file is no YAML, and a rule of thumb says what is a code
	looked    bool
	nodes     map[*yaml.Node]bool
	parts     map[int][]part // by line
	text      runes
}

// A part of a line is counted in characters, from 0. The end is excluded.
type part struct{ from, to int }

// dots are what stands for a code, whatever its length.
var dots = model.Code{}.String()

const codeProperty = "temporaryAccessPass"

// signInKeys are the keys of a sign-in, which this file cannot ask for: their
// readers report mistakes.
var signInKeys = []string{"user", "pass", "code", "alter"}

var (
	// word finds the name of a code in a line of a file that is no YAML. Whatever
	// comes after it may be one.
	word = regexp.MustCompile(`(?i)(?:code|` + codeProperty + `)["']?\s*[:=]?\s*`)
	// later is what stands after the name if the code is on the next line.
	later = regexp.MustCompile(`^[^A-Za-z]*(?:#.*)?$`)
	// pair finds the name of a code before its value, in prose: in a comment, a
	// body that is raw, or what a slip has made of both.
	pair = regexp.MustCompile(`(?i)(?:^|[^-\w])(?:code|` + codeProperty + `)(?:\\?["'])?\s*[:=]\s*`)
	// noColon finds both in a key.
	noColon = regexp.MustCompile(`(?i)^(?:code|` + codeProperty + `)\S?\s`)
)

// has reports whether a node is a code.
func (c *codes) has(n *yaml.Node) bool {
	c.look()
	return c.nodes[n]
}

// look looks for codes in all documents, once.
func (c *codes) look() {
	if c.looked {
		return
	}
	c.looked, c.nodes, c.parts = true, map[*yaml.Node]bool{}, map[int][]part{}
	for _, d := range c.documents {
		c.find("", d)
	}
}

// find looks for codes below a node that is the value of this key.
func (c *codes) find(key string, n *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		c.findIn(key, n)
	case yaml.ScalarNode:
		if pair.MatchString(n.Value) {
			c.hide(n)
		}
	default:
		for _, item := range n.Content {
			c.find(key, item)
		}
	}
}

// findIn looks for codes in a mapping. Where one belongs, a key without a value is
// mostly what a slip left of it: a code with a comma in it, or with no colon before
// it.
func (c *codes) findIn(key string, mapping *yaml.Node) {
	belongs := key == string(SignIn)
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		belongs = belongs || isCode(mapping.Content[i].Value)
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		name, value := mapping.Content[i], mapping.Content[i+1]
		if holdsCode(key, name.Value) || belongs && name.Value == "" {
			c.hide(value)
		} else {
			c.find(name.Value, value)
		}
		missing := value.Tag == "!!null" && value.Value == ""
		if missing && (belongs && !ofSignIn(name.Value) || noColon.MatchString(name.Value)) {
			c.hide(name)
		} else {
			c.find(key, name)
		}
	}
}

// isCode reports whether this is the name of a code, or a slip of it.
func isCode(name string) bool {
	_, near := Nearest(name, []string{codeProperty})
	return near || strings.EqualFold(name, "code")
}

// ofSignIn reports whether this is a key of a sign-in, or the name of a code, or a
// slip of one.
func ofSignIn(name string) bool {
	_, near := Nearest(name, signInKeys)
	return near || isCode(name)
}

// holdsCode reports whether a key of a mapping has a code as its value; in is the
// key of the mapping. The code of an error is none. In a sign-in it takes what no
// other key is for.
func holdsCode(in, key string) bool {
	switch in {
	case "error":
		return false
	case string(SignIn):
		return key == "code" || !slices.Contains(signInKeys, key)
	}
	return isCode(key)
}

// hide notes that a node, and all below it, is a code.
func (c *codes) hide(n *yaml.Node) {
	c.nodes[n] = true
	for _, child := range n.Content {
		c.hide(child)
	}
	if n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode || n.Line < 1 || n.Line > len(c.text.lines) {
		return
	}
	r := &c.text
	r.line, r.column = n.Line, n.Column-1
	from := r.column
	switch {
	case n.Tag == "!!null" && n.Value != "":
		return // in so many words, and no secret
	case n.Kind == yaml.AliasNode, n.Anchor != "", n.Style&yaml.TaggedStyle != 0, n.Tag == "!":
		// Somebody forgot the quotes around a code with a sign in it.
		r.word()
		r.blanks()
	case n.Tag == "!!null":
		if r.blanks(); r.peek() == '#' {
			from = r.column
			r.skipLine()
		}
	}
	r.scalar(n)
	for line := n.Line; line <= r.line; line++ {
		p := whole(r.lines[line-1])
		if line == n.Line {
			p.from = from
		}
		if line == r.line {
			p.to = r.column
		}
		c.parts[line] = append(c.parts[line], p)
	}
}

// at returns the parts of a line that are codes, in their order.
func (c *codes) at(line int) []part {
	c.look()
	text := c.text.lines[line-1]
	hidden := slices.Clone(c.parts[line])
	from, name := 0, word
	if c.documents != nil {
		name = pair
		if from = strings.IndexByte(text, '#'); from < 0 {
			from = len(text)
		}
	} else if before := previous(c.text.lines, line); before != "" {
		if m := word.FindStringIndex(before); m != nil && later.MatchString(before[m[1]:]) {
			hidden = append(hidden, whole(text))
		}
	}
	if m := name.FindStringIndex(text[from:]); m != nil {
		hidden = append(hidden, part{utf8.RuneCountInString(text[:from+m[1]]), utf8.RuneCountInString(text)})
	}
	slices.SortFunc(hidden, func(a, b part) int { return a.from - b.from })
	return hidden
}

// whole is all of a line but its indentation.
func whole(line string) part {
	bare := strings.TrimLeftFunc(line, unicode.IsSpace)
	all := utf8.RuneCountInString(line)
	return part{all - utf8.RuneCountInString(bare), all}
}

// previous returns the last line before this one that has a word in it.
func previous(lines []string, line int) string {
	for line--; line > 0; line-- {
		if text := lines[line-1]; strings.ContainsFunc(text, unicode.IsLetter) {
			return text
		}
	}
	return ""
}

// over puts dots in the place of the codes of a line, and moves a caret with what
// it is below.
func over(text []rune, hidden []part, caret int) ([]rune, int) {
	var shown []rune
	done, at := 0, caret
	for _, p := range hidden {
		from, to := max(p.from, done), min(p.to, len(text))
		if from >= to {
			continue
		}
		shown = append(append(shown, text[done:from]...), []rune(dots)...)
		switch {
		case caret >= to:
			at += utf8.RuneCountInString(dots) - (to - from)
		case caret > from:
			at -= caret - from
		}
		done = to
	}
	return append(shown, text[done:]...), at
}

// veiled takes a code out of what is said of it.
func (v Value) veiled(hint string, args []any) (string, []any) {
	text := v.node.Value
	args = slices.Clone(args)
	for i, arg := range args {
		if s, ok := arg.(string); ok && text != "" && (s == quote(text) || s == clip(text) || s == v.spelt()) {
			args[i] = dots
		}
	}
	if text != "" {
		hint = strings.ReplaceAll(hint, clip(text), dots)
	}
	return hint, args
}
