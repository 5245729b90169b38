package command

import "github.com/glissade-io/glissade/models"

// ConfigGet returns the server's settings whose names match one of parameters, which
// may be patterns such as "max*".
//
// Reply: the values by name, none if nothing matches.
// Complexity: O(N) for N parameters. Since: 2.0.0; more than one parameter: 7.0.0.
// See https://valkey.io/commands/config-get/
func ConfigGet(a *Args, parameters []string) Reply[map[string]string] {
	a.Begin("CONFIG GET")
	a.Strings("parameters", parameters)
	return textMap
}

// ConfigSet changes settings of the running server, all of them or none.
//
// Reply: OK. Errors: ERR if a setting does not exist, cannot be changed, or does not
// take its value.
// Complexity: O(N) for N parameters. Since: 2.0.0; more than one parameter: 7.0.0.
// See https://valkey.io/commands/config-set/
func ConfigSet(a *Args, parameters []models.ConfigParameter) Reply[string] {
	a.Begin("CONFIG SET")
	a.atLeastOne("parameters", len(parameters))
	for _, parameter := range parameters {
		a.String(parameter.Name)
		a.String(parameter.Value)
	}
	return ok
}

// ConfigResetStat sets the statistics that INFO reports back to 0.
//
// Reply: OK.
// Complexity: O(1). Since: 2.0.0.
// See https://valkey.io/commands/config-resetstat/
func ConfigResetStat(a *Args) Reply[string] {
	a.Begin("CONFIG RESETSTAT")
	return ok
}

// ConfigRewrite writes the settings of the running server into the file that it was
// started with, keeping the comments there.
//
// Reply: OK. Errors: ERR if the server was started without a file, or cannot write it.
// Complexity: O(1). Since: 2.8.0.
// See https://valkey.io/commands/config-rewrite/
func ConfigRewrite(a *Args) Reply[string] {
	a.Begin("CONFIG REWRITE")
	return ok
}
