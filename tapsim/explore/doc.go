// Package explore visits every state that the machine of package model can reach in a
// small world, and checks properties in each.
//
// An answer depends on the time only through its order with a few edges: when the pass
// was created, its start and its end. So one instant of each region between two edges
// stands for all of them. A pass can be shifted in time, and its id and code can be
// renamed, and no answer changes. Therefore the whole life of a user, with any number of
// passes, is a graph with an end: what is visited is all there is, and not a part.
//
// Two users never meet in a command: what they do together is the product of what each
// does. So a world has one user.
package explore
