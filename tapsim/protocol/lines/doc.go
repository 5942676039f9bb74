// Package lines is the conformance protocol: requests and answers as lines of JSON,
// one object each, written and read strictly; and Serve, the loop of a subject.
package lines
