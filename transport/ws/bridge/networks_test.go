//go:build !js

package bridge

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhereAnnouncedNodesMayBe(t *testing.T) {
	networks := func(texts ...string) Cluster { return Cluster{Networks: prefixes(texts...)} }
	for name, test := range map[string]struct {
		seeds           []string // literal addresses
		configured      Cluster
		inside, outside []string
	}{
		"those of the seeds": {
			[]string{"10.1.2.3:6379", "[2001:db8:1:2::3]:6380"},
			Cluster{},
			[]string{"10.1.2.3:6379", "10.1.2.200:6379", "10.1.2.200:6380", "[2001:db8:1:2:ffff::1]:6379", "[::ffff:10.1.2.9]:6379", "[64:ff9b::a01:209]:6379"},
			[]string{"10.1.2.3:6381", "10.1.2.3:22", "10.1.3.3:6379", "8.8.8.8:6379", "[2001:db8:1:3::1]:6379", "127.0.0.1:6379", "[::1]:6379", "[::ffff:127.0.0.1]:6379", "[::ffff:10.1.3.9]:6379"},
		},
		"loopback where a seed is": {
			[]string{"127.0.0.1:6379"},
			Cluster{},
			[]string{"127.0.0.1:6379", "127.0.0.2:6379", "[::1]:6379"},
			[]string{"127.0.0.1:22", "10.0.0.1:6379", "[fd00::1]:6379"},
		},
		"loopback of IPv6": {
			[]string{"[::1]:6379"}, Cluster{}, []string{"127.0.0.1:6379", "[::1]:6379"}, []string{"[2001:db8::1]:6379"},
		},
		"stated": {
			[]string{"10.1.2.3:6379"},
			Cluster{Networks: prefixes("10.244.0.0/16", "fd00:1::/32"), Ports: []PortRange{{7000, 7005}, {6379, 6379}}},
			[]string{"10.244.9.9:6379", "10.244.9.9:7000", "10.244.9.9:7005", "[fd00:1:2::3]:7001"},
			[]string{"10.1.2.3:6379", "10.1.2.4:6379", "10.244.9.9:7006", "10.244.9.9:6378", "[fd00:2::1]:7000"},
		},
		"everywhere is not loopback": {
			[]string{"10.1.2.3:6379"},
			networks("0.0.0.0/0", "::/0"),
			[]string{"8.8.8.8:6379", "[2001:db8::1]:6379"},
			[]string{"127.0.0.1:6379", "127.9.9.9:6379", "[::1]:6379", "[::ffff:127.0.0.1]:6379"},
		},
		"loopback is not everywhere": {
			[]string{"127.0.0.1:6379"}, networks("10.0.0.0/8"), []string{"10.0.0.1:6379"}, []string{"127.0.0.1:6379", "[::1]:6379"},
		},
		"a Unix socket has no port": {
			[]string{"unix:/run/valkey.sock"}, Cluster{}, nil, []string{"127.0.0.1:6379", "10.0.0.1:6379"},
		},
		"a Unix socket is on this machine": {
			[]string{"unix:/run/valkey.sock"},
			Cluster{Networks: prefixes("127.0.0.0/8"), Ports: []PortRange{{6379, 6379}}},
			[]string{"127.0.0.1:6379"},
			[]string{"10.0.0.1:6379", "127.0.0.1:1"},
		},
		"a seed that is never allowed has no network": {
			[]string{"169.254.169.254:6379"}, Cluster{}, nil, []string{"169.254.169.1:6379"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			limits, err := newLimits(test.seeds, test.configured)
			require.NoError(t, err)
			d := &directory{limits: limits, places: map[string]place{}}
			for _, seed := range test.seeds {
				d.places[seed], err = placeOf(t.Context(), seed)
				require.NoError(t, err)
			}
			for _, node := range test.inside {
				require.NoError(t, d.checkNode("tcp", node, nil), node)
			}
			for _, node := range test.outside {
				err := d.checkNode("tcp", node, nil)
				if !forbidden(netip.MustParseAddrPort(node).Addr()) {
					require.ErrorIs(t, err, errOutside, node)
				}
				require.Error(t, err, node)
			}
			require.ErrorIs(t, d.checkNode("unix", "/run/valkey.sock", nil), errOutside)
			require.Error(t, d.checkNode("tcp", "10.1.2.3:0", nil))
		})
	}
	_, err := placeOf(t.Context(), "no-such-host.invalid:6379")
	require.Error(t, err)
	local, err := placeOf(t.Context(), "localhost:6379")
	require.NoError(t, err)
	require.True(t, local.loopback)
}

func TestNodesAreHostsAndPorts(t *testing.T) {
	for address, want := range map[string]string{
		"10.0.0.1:6379":                     "10.0.0.1:6379",
		"[2001:DB8::1]:6379":                "[2001:db8::1]:6379",
		"Valkey-1.shop_a.internal:6379":     "valkey-1.shop_a.internal:6379",
		"xn--bcher-kva.example.:1":          "xn--bcher-kva.example.:1",
		"unix:/run/valkey.sock":             "",
		"unix:6379":                         "",
		"[unix:/run/valkey.sock]:6379":      "",
		"UNIX:6379":                         "", // in lower case it would be a socket
		"/run/valkey.sock:6379":             "",
		"@abstract:6379":                    "",
		"host:0":                            "",
		"host:65536":                        "",
		"host:-1":                           "",
		"host:+1":                           "",
		"host:http":                         "",
		"host:":                             "",
		"host":                              "",
		":6379":                             "",
		"?:6379":                            "",
		"user:pass@host:6379":               "",
		"host name:6379":                    "",
		"host\r\nname:6379":                 "",
		"höst:6379":                         "",
		"169.254.169.254/latest:80":         "",
		"[::1%lo]:6379":                     "[::1%lo]:6379",
		string(make([]byte, 300)) + ":6379": "",
	} {
		normal, ok := nodeAddress(address)
		require.Equal(t, want != "", ok, address)
		require.Equal(t, want, normal)
	}
}

func FuzzNodeAddress(f *testing.F) {
	f.Add("10.0.0.1:6379")
	f.Add("UNIX:1")
	f.Add("[unix:/x]:1")
	f.Fuzz(func(t *testing.T, address string) {
		normal, ok := nodeAddress(address)
		if !ok {
			return
		}
		require.NotContains(t, normal, "unix:")
		require.NotContains(t, normal, "/")
		again, ok := nodeAddress(normal)
		require.True(t, ok)
		require.Equal(t, normal, again)
		if _, err := netip.ParseAddrPort(normal); err != nil {
			require.Regexp(t, `^[a-z0-9._-]+:[1-9][0-9]*$`, normal)
		}
	})
}
