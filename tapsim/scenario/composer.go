package scenario

import "strings"

// A composer makes the tree of a document in the usual style: block mappings whose
// keys are words, block lists, flow mappings and lists on one line, quoted texts
// without escapes, plain scalars on one line, comments, and ASCII alone. The YAML
// library is many times slower for the same text. That was three quarters of the time
// of reading a scenario.
//
// The composer reports no errors. If it is not sure what a text means, or that it is
// YAML, it gives up, and the library reads the text from its beginning. Its tree is
// that of the library, without the comments, and without the tags of scalars that
// begin with a digit or a sign; FuzzComposer compares the two.
type composer struct {
	text  string
	at    int    // the next byte
	line  int    // its line; from 1
	begin int    // the first byte of this line
	depth int    // how many lists and mappings are open
	nodes []node // allocated beforehand
}

// The limits of a text in the usual style. The limits of the library are larger.
const (
	usualDepth = 32
	usualKey   = 128 // bytes
)

// compose returns the tree of a text; nil: the library must read it.
func compose(text string) *node {
	if !usual(text) {
		return nil
	}
	c := composer{text: text, line: 1, nodes: make([]node, 0, min(len(text)/8+8, 1000))}
	c.comment()
	c.emptyLines()
	root := c.block()
	if root == nil || !c.ended() {
		return nil
	}
	return root
}

// usual reports whether a text is lines of printable ASCII, none of them too long.
func usual(text string) bool {
	begin := 0
	for i := range len(text) {
		switch b := text[i]; {
		case b == '\n':
			begin = i + 1
		case b < ' ' || b > '~' || i-begin >= maxLine:
			return false
		}
	}
	return true
}

func (c *composer) ended() bool { return c.at == len(c.text) }

func (c *composer) column() int { return c.at - c.begin + 1 }

// peek returns the byte at that distance. After the text there are ends of lines.
func (c *composer) peek(ahead int) byte {
	if c.at+ahead < len(c.text) {
		return c.text[c.at+ahead]
	}
	return '\n'
}

func (c *composer) blanks() {
	for c.peek(0) == ' ' {
		c.at++
	}
}

// comment skips blanks and a comment after them.
func (c *composer) comment() {
	c.blanks()
	if c.peek(0) == '#' && (c.at == c.begin || c.text[c.at-1] == ' ') {
		for c.peek(0) != '\n' {
			c.at++
		}
	}
}

// emptyLines moves from the end of a line to the next line with content.
func (c *composer) emptyLines() {
	for !c.ended() && c.text[c.at] == '\n' {
		c.at++
		c.line++
		c.begin = c.at
		c.comment()
	}
}

// next moves on from the end of a value; false: the line has more text.
func (c *composer) next() bool {
	c.comment()
	if c.peek(0) != '\n' {
		return false
	}
	c.emptyLines()
	return true
}

// node returns a new node at this place.
func (c *composer) node(k kind) *node {
	if len(c.nodes) == cap(c.nodes) {
		c.nodes = make([]node, 0, 128)
	}
	c.nodes = append(c.nodes, node{kind: k, line: int32(c.line), column: int32(c.column())})
	return &c.nodes[len(c.nodes)-1]
}

// scalar returns a plain scalar that ends before this byte, and moves there. A scalar
// that begins with a letter is text, except a few words.
func (c *composer) scalar(end int) *node {
	n := c.node(scalarNode)
	n.value, c.at = c.text[c.at:end], end
	switch n.value {
	case "null", "Null", "NULL":
		n.tag = "!!null"
	case "true", "True", "TRUE", "false", "False", "FALSE":
		n.tag = "!!bool"
	default:
		if isLetter(n.value[0]) {
			n.tag = "!!str"
		}
	}
	return n
}

// add adds an item to a list or mapping; false: item is nil.
func (n *node) add(item *node) bool {
	n.content = append(n.content, item)
	return item != nil
}

// block reads a list or mapping that begins here and continues in the lines below.
func (c *composer) block() *node {
	c.depth++
	defer func() { c.depth-- }()
	switch {
	case c.depth > usualDepth:
		return nil
	case c.dash():
		return c.blockList()
	}
	return c.blockMapping()
}

// dash reports whether an item of a block list begins here.
func (c *composer) dash() bool { return c.peek(0) == '-' && c.peek(1) == ' ' }

func (c *composer) blockList() *node {
	column := c.column()
	list := c.node(listNode)
	for c.dash() && c.column() == column {
		c.at++
		c.blanks()
		var item *node
		switch {
		case c.dash(), c.key() > 0:
			item = c.block()
		default:
			item = c.rest(column)
		}
		if !list.add(item) {
			return nil
		}
	}
	return list
}

func (c *composer) blockMapping() *node {
	column := c.column()
	mapping := c.node(mappingNode)
	for !c.ended() && c.column() == column {
		key := c.key()
		if key == 0 {
			return nil
		}
		mapping.add(c.scalar(key))
		c.at++
		c.comment()
		var value *node
		if c.peek(0) != '\n' {
			value = c.rest(column)
		} else if c.emptyLines(); c.column() > column || c.column() == column && c.dash() {
			value = c.block()
		}
		if !mapping.add(value) {
			return nil
		}
	}
	if len(mapping.content) == 0 || !c.ended() && c.column() > column {
		return nil
	}
	return mapping
}

// key returns the end of a block mapping's key that begins here, or 0.
func (c *composer) key() int {
	if !isLetter(c.peek(0)) {
		return 0
	}
	end := c.at
	for end < len(c.text) && isWord(c.text[end]) {
		end++
	}
	if after := c.peek(end + 1 - c.at); c.peek(end-c.at) != ':' || after != ' ' && after != '\n' || end-c.at > usualKey {
		return 0
	}
	return end
}

// rest reads a value on the rest of the line, in a block at this column. A plain
// scalar that continues in the next line is indented more.
func (c *composer) rest(column int) *node {
	n := c.value(false)
	if n == nil || !c.next() || !c.ended() && c.column() > column {
		return nil
	}
	return n
}

// value reads a flow list or mapping, a quoted text or a plain scalar.
func (c *composer) value(inFlow bool) *node {
	switch c.peek(0) {
	case '{':
		return c.flow(mappingNode, '}')
	case '[':
		return c.flow(listNode, ']')
	case '"', '\'':
		return c.quoted()
	}
	return c.plain(inFlow)
}

func (c *composer) flow(k kind, end byte) *node {
	c.depth++
	defer func() { c.depth-- }()
	n := c.node(k)
	c.at++
	c.blanks()
	if c.peek(0) == end {
		c.at++
		return n
	}
	for c.depth <= usualDepth {
		if k == mappingNode && !n.add(c.flowKey()) || !n.add(c.value(true)) {
			return nil
		}
		c.blanks()
		c.at++
		switch c.peek(-1) {
		case end:
			return n
		case ',':
			c.blanks()
		default:
			return nil
		}
	}
	return nil
}

// flowKey reads a key of a flow mapping, and moves to the value.
func (c *composer) flowKey() *node {
	begin := c.at
	key := c.value(true)
	if key == nil || key.kind != scalarNode || c.at-begin > usualKey || c.peek(0) != ':' || c.peek(1) != ' ' {
		return nil
	}
	c.at++
	c.blanks()
	return key
}

func (c *composer) quoted() *node {
	quote := c.text[c.at]
	length := strings.IndexByte(c.text[c.at+1:], quote)
	if length < 0 {
		return nil
	}
	value := c.text[c.at+1 : c.at+1+length]
	if quote == '"' && strings.IndexByte(value, '\\') >= 0 || quote == '\'' && c.peek(length+2) == quote || strings.IndexByte(value, '\n') >= 0 {
		return nil
	}
	n := c.node(scalarNode)
	n.quote, n.tag, n.value = quote, "!!str", value
	c.at += length + 2
	return n
}

// plain reads a scalar without quotes.
func (c *composer) plain(inFlow bool) *node {
	switch first := c.peek(0); {
	case isLetter(first), isDigit(first), first == '+', first == '/':
	case first == '-' && isWord(c.peek(1)) && c.peek(1) != '-': // --- begins a document, where text is read by itself
	default:
		return nil
	}
	end := c.at
	for i := c.at; i < len(c.text); i++ {
		ahead := i + 1 - c.at
		switch c.text[i] {
		case ' ':
			continue
		case '\n':
			return c.scalar(end)
		case '#':
			if c.text[i-1] == ' ' {
				return c.scalar(end)
			}
		case ':':
			switch after := c.peek(ahead); {
			case inFlow && after == ' ':
				return c.scalar(end)
			case after == ' ', after == '\n', inFlow && !isWord(after) && after != '/':
				return nil
			}
		case ',', ']', '}':
			if inFlow {
				return c.scalar(end)
			}
		case '[', '{', '?':
			if inFlow {
				return nil
			}
		}
		end = i + 1
	}
	return c.scalar(end)
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isWord(b byte) bool { return isLetter(b) || isDigit(b) || b == '_' || b == '-' || b == '.' }
