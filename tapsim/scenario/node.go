package scenario

import "go.yaml.in/yaml/v4"

// A node is a node of a file's tree. It is less than half as large as a node of the
// YAML library, because it has only what is needed.
type node struct {
	kind         kind
	quote        byte // of a scalar: ' or "; 0: not quoted. A block counts as quoted
	line, column int32
	tag          string // see Value.tag
	value        string // of a scalar
	content      []*node
}

type kind uint8

const (
	scalarNode kind = iota
	listNode
	mappingNode
	aliasNode
)

// node converts the tree of the YAML library. It reports what a readable file does not
// need: anchors, aliases, merge keys and tags. An alias that is never followed costs
// nothing, however often it doubles.
func (r *reader) node(of *yaml.Node) *node {
	n := &node{line: int32(of.Line), column: int32(of.Column), tag: of.Tag, value: of.Value}
	switch of.Kind {
	case yaml.AliasNode:
		n.kind = aliasNode
	case yaml.MappingNode:
		n.kind = mappingNode
	case yaml.SequenceNode:
		n.kind = listNode
	default:
		if of.Style&yaml.SingleQuotedStyle != 0 {
			n.quote = '\''
		} else if of.Style != 0 {
			n.quote = '"'
		}
	}
	v := Value{r: r, node: n}
	switch {
	case of.Kind == yaml.AliasNode:
		v.Wrong("write it out", "an alias")
	case of.Anchor != "":
		v.Wrong("", "an anchor: there are no aliases here to refer to it")
	case of.Tag == "!!merge":
		v.Wrong("write the keys out", "a merge key")
	case of.Style&yaml.TaggedStyle != 0, of.Tag == "!":
		v.Wrong("quote what is text, and leave the rest as it is", "a tag")
	}
	for _, item := range of.Content {
		n.content = append(n.content, r.node(item))
	}
	return n
}
