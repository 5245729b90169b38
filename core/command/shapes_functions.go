package command

import (
	"time"

	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

// The replies of FUNCTION, which have the shapes record and records.
var (
	libraryInfos  = replyOf(ShapeRecords, decodeLibraryInfos)
	functionStats = replyOf(ShapeRecord, decodeFunctionStats)
)

func decodeLibraryInfos(frame []byte) ([]models.LibraryInfo, error) {
	return decodeRecords(frame, (*decoder).libraryInfo)
}

func decodeFunctionStats(frame []byte) (models.FunctionStatsResult, error) {
	return decodeRecord(frame, (*decoder).functionStats)
}

func (d *decoder) libraryInfo(token resp.Token) (library models.LibraryInfo, err error) {
	library.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "library_name":
			return d.textField(&library.Name)
		case "engine":
			return d.textField(&library.Engine)
		case "functions":
			return listField(d, &library.Functions, (*decoder).functionInfo)
		case "library_code":
			return d.textField(&library.Code)
		default:
			return false, nil
		}
	})
	return library, err
}

func (d *decoder) functionInfo(token resp.Token) (function models.FunctionInfo, err error) {
	function.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "name":
			return d.textField(&function.Name)
		case "description":
			var description models.Result[string]
			known, err := d.nullableTextField(&description)
			function.Description = description.Value()
			return known, err
		case "flags":
			return d.textsField(&function.Flags)
		default:
			return false, nil
		}
	})
	return function, err
}

func (d *decoder) functionStats(token resp.Token) (stats models.FunctionStatsResult, err error) {
	stats.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "running_script":
			return true, d.runningScript(&stats.RunningScript)
		case "engines":
			token, err := d.next()
			if err != nil {
				return true, err
			}
			stats.Engines = map[string]models.Engine{}
			_, err = d.record(token, func(engine string) (bool, error) {
				token, err := d.next()
				if err != nil {
					return true, err
				}
				stats.Engines[engine], err = d.engine(token)
				return true, err
			})
			return true, err
		default:
			return false, nil
		}
	})
	return stats, err
}

// runningScript reads the script that runs, or null.
func (d *decoder) runningScript(into *models.Result[models.RunningScript]) error {
	token, err := d.next()
	if err != nil || token.Null {
		return err
	}
	var script models.RunningScript
	script.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "name":
			return d.textField(&script.Name)
		case "command":
			return d.textsField(&script.Command)
		case "duration_ms":
			n, err := d.nextInteger()
			script.Duration = time.Duration(n) * time.Millisecond
			return true, err
		default:
			return false, nil
		}
	})
	*into = models.Present(script)
	return err
}

func (d *decoder) engine(token resp.Token) (engine models.Engine, err error) {
	engine.Extra, err = d.record(token, func(name string) (bool, error) {
		switch name {
		case "libraries_count":
			return d.integerField(&engine.LibraryCount)
		case "functions_count":
			return d.integerField(&engine.FunctionCount)
		default:
			return false, nil
		}
	})
	return engine, err
}
