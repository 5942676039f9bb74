package scenario

// Distinct is distinct, with the name as the identity.
func Distinct(names []string) []string {
	return distinct(names, func(name string) (identity, bool) { return identity{path: name}, true })
}
