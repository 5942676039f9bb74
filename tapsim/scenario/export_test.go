package scenario

// Distinct is what Load does to the names of files, each of another one.
func Distinct(names []string) []string {
	return distinct(names, func(name string) (identity, bool) { return identity{path: name}, true })
}
