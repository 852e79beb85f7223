package nn_test

import "testing"

// BenchmarkNetworks runs each network on its reference picture.
func BenchmarkNetworks(b *testing.B) {
	for _, n := range networks() {
		b.Run(n.name, func(b *testing.B) {
			s := n.load(b).Session()
			defer s.Close()
			n.fill(b, s)
			b.ReportAllocs()
			for b.Loop() {
				s.Run()
			}
		})
	}
}
