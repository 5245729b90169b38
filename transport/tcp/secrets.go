package tcp

import "strconv"

// String returns the dialer's settings without secrets, of which Config may hold some.
func (d *Dialer) String() string {
	if d == nil {
		return "<nil>"
	}
	tls := "<nil>"
	if d.TLS != nil {
		tls = d.TLS.String()
	}
	files := "<nil>"
	if d.ClientCertificate != nil {
		files = d.ClientCertificate.String()
	}
	return "{TLS:" + tls + " Config:" + isSet(d.Config != nil) + " ClientCertificate:" + files + " Delay:" + strconv.FormatBool(d.Delay) + " KeepAlive:" + d.KeepAlive.String() +
		" UserTimeout:" + d.UserTimeout.String() + " Resolver:" + isSet(d.Resolver != nil) + " Control:" + isSet(d.Control != nil) + "}"
}

func isSet(set bool) string {
	if set {
		return "(set)"
	}
	return "<nil>"
}
