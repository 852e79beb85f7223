// Package foreign runs the built program and its sandbox against software that
// nobody here wrote, so that the two cannot agree with each other alone: Kannel
// with a message centre behind it, Postfix with STARTTLS and a password, and
// registers, an identity provider and clients made with libraries of others. The
// programs in the folder node are the few lines that put those libraries to use.
//
// scripts/install-test-tools.sh installs all of it; what is missing fails the
// test. Everything listens on free ports of the loopback interface, with
// configuration in temporary folders, and ends with its test.
package foreign
