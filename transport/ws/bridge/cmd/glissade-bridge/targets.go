//go:build !js

package main

import (
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"strings"

	"github.com/glissade-io/glissade/transport/ws/bridge"
)

// targetFlags are the flags that name servers.
type targetFlags struct {
	targets  []bridge.Target
	networks map[string][]netip.Prefix // by cluster
	ports    map[string][]bridge.PortRange
}

func (t *targetFlags) define(flags *flag.FlagSet) {
	for name, help := range map[string]string{
		"target":           "a server that clients may reach, as `name=host:port` or host:port; repeatable",
		"cluster":          "a cluster whose nodes clients may reach, as `name=host:port,host:port…`: some of its servers, which are asked for the others; repeatable",
		"cluster-networks": "where the nodes of a cluster may be, as `name=10.0.0.0/16,…`; repeatable; default: the networks of its servers, /24 or /64",
		"cluster-ports":    "which ports the nodes of a cluster may have, as `name=6379,7000-7005…`; repeatable; default: those of its servers",
	} {
		flags.Func(name, help, func(value string) error { return t.set(name, value) })
	}
}

// set takes the value of one of the flags.
func (t *targetFlags) set(flag, value string) error {
	switch flag {
	case "target":
		name, address, ok := strings.Cut(value, "=")
		if !ok {
			name, address = "", value
		}
		t.targets = append(t.targets, bridge.Target{Name: name, Address: address})
		return nil
	case "cluster":
		name, seeds, err := named(value, "name=host:port")
		if err != nil {
			return err
		}
		t.targets = append(t.targets, bridge.Target{Name: name, Address: seeds[0], Cluster: &bridge.Cluster{Seeds: seeds[1:]}})
		return nil
	case "cluster-networks":
		return collect(&t.networks, value, "name=10.0.0.0/16", func(network *netip.Prefix, text string) (err error) {
			*network, err = netip.ParsePrefix(text)
			return err
		})
	default: // cluster-ports
		return collect(&t.ports, value, "name=6379", func(ports *bridge.PortRange, text string) error {
			return ports.UnmarshalText([]byte(text))
		})
	}
}

// named splits "name=a,b".
func named(value, form string) (string, []string, error) {
	name, list, ok := strings.Cut(value, "=")
	if !ok || name == "" {
		return "", nil, errors.New("give it a name, as " + form)
	}
	return name, strings.Split(list, ","), nil
}

// collect adds what value lists for a cluster to what was listed for it before.
func collect[T any](lists *map[string][]T, value, form string, parse func(*T, string) error) error {
	name, texts, err := named(value, form)
	if err != nil {
		return err
	}
	if *lists == nil {
		*lists = map[string][]T{}
	}
	for _, text := range texts {
		var parsed T
		if err := parse(&parsed, text); err != nil {
			return err
		}
		(*lists)[name] = append((*lists)[name], parsed)
	}
	return nil
}

// addTo returns targets with those of the flags behind them.
func (t *targetFlags) addTo(targets []bridge.Target) ([]bridge.Target, error) {
	targets = append(targets, t.targets...)
	clusters := map[string]*bridge.Cluster{}
	for _, target := range targets {
		if target.Cluster != nil {
			clusters[target.Name] = target.Cluster
		}
	}
	for name, networks := range t.networks {
		if clusters[name] == nil {
			return nil, fmt.Errorf("-cluster-networks: there is no cluster %q; name one of -cluster", name)
		}
		clusters[name].Networks = networks
	}
	for name, ports := range t.ports {
		if clusters[name] == nil {
			return nil, fmt.Errorf("-cluster-ports: there is no cluster %q; name one of -cluster", name)
		}
		clusters[name].Ports = ports
	}
	return targets, nil
}
