package main

// Answer is what the counter's browser computes, for comparing both.
var Answer = answer
