// Package custody is where a person proves the custody (επιμέλεια) of a minor and
// becomes the actor for the minor's files.
//
// The custody register decides who has it, the register of people who is a minor. Both
// are asked when a minor is entered, in each session that opens the minor's pages, and
// again after [photo.CustodyTTL]: custody that was lost ends the access at the next use.
// On the 18th birthday it ends by itself. Numbers that were typed, and what a register
// answered about somebody else's child, are not recorded.
package custody
