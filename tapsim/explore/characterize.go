package explore

// Characterize returns a characterization set: sequences of inputs of which one tells any
// two states apart that any sequence tells apart. A client sees another answer then. An
// input that cannot be given in one of the two states tells nothing.
//
// Input{} is waiting up to the next instant. The graph may have a few thousand states,
// since all pairs of them are compared.
func (g *Graph) Characterize() [][]Input {
	var all [][]Input
	for _, seq := range g.characterize() {
		var inputs []Input
		for _, i := range seq {
			inputs = append(inputs, g.input(i))
		}
		all = append(all, inputs)
	}
	return all
}

// input is the input with a number; the last number is that of waiting.
func (g *Graph) input(i int) Input {
	if i == len(g.Inputs) {
		return Input{}
	}
	return g.Inputs[i]
}

// characterize is Characterize by numbers. It takes the sequence that tells most of the
// pairs apart that are left, of one input as long as one tells any, then of two, and so on.
func (g *Graph) characterize() (all [][]int) {
	o := g.observe()
	left := o.distinguishable()
	for length := 1; len(left) > 0; length++ {
		for {
			best, most := []int(nil), 0
			for seq := range sequences(o.inputs, length) {
				n := 0
				for _, p := range left {
					if o.tells(seq, p) {
						n++
					}
				}
				if n > most {
					best, most = append([]int(nil), seq...), n
				}
			}
			if best == nil {
				break
			}
			all = append(all, best)
			rest := left[:0]
			for _, p := range left {
				if !o.tells(best, p) {
					rest = append(rest, p)
				}
			}
			left = rest
		}
	}
	return all
}

// sequences yields all sequences of that length over n inputs. The slice is used again.
func sequences(n, length int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		for seq := make([]int, length); yield(seq); {
			i := length - 1
			for ; i >= 0 && seq[i] == n-1; i-- {
				seq[i] = 0
			}
			if i < 0 {
				return
			}
			seq[i]++
		}
	}
}

// tells reports whether a sequence tells two states apart, as far as it can be given in
// both.
func (o *observer) tells(seq []int, p [2]int32) bool {
	a, b := p[0], p[1]
	for _, i := range seq {
		x, y := int(a)*o.inputs+i, int(b)*o.inputs+i
		switch {
		case o.what[x] == undefined || o.what[y] == undefined:
			return false
		case o.what[x] != o.what[y]:
			return true
		}
		if a, b = o.to[x], o.to[y]; a == b {
			return false
		}
	}
	return false
}

// distinguishable lists the pairs of states that some sequence tells apart: those that one
// input tells apart, then those from which one input leads to such a pair, and so on.
func (o *observer) distinguishable() (pairs [][2]int32) {
	n := int32(len(o.graph.states))
	apart := make([]bool, int(n)*int(n))
	for changed := true; changed; {
		changed = false
		for a := range n {
			for b := a + 1; b < n; b++ {
				if !apart[a*n+b] && o.leadsApart(a, b, apart) {
					apart[a*n+b], apart[b*n+a], changed = true, true, true
					pairs = append(pairs, [2]int32{a, b})
				}
			}
		}
	}
	return pairs
}

func (o *observer) leadsApart(a, b int32, apart []bool) bool {
	n := int32(len(o.graph.states))
	for i := range o.inputs {
		x, y := int(a)*o.inputs+i, int(b)*o.inputs+i
		if o.what[x] != undefined && o.what[y] != undefined && (o.what[x] != o.what[y] || apart[o.to[x]*n+o.to[y]]) {
			return true
		}
	}
	return false
}
