package bloom

import (
	"github.com/glissade-io/glissade/core/command"
	"github.com/glissade-io/glissade/models"
)

// Property names a property of a filter, as BF.INFO takes it.
type Property string

const (
	// InfoCapacity is how many items there is room for without scaling out further (CAPACITY).
	InfoCapacity Property = "CAPACITY"
	// InfoSize is how much memory the filter takes, in bytes (SIZE).
	InfoSize Property = "SIZE"
	// InfoFilters is the number of sub-filters (FILTERS).
	InfoFilters Property = "FILTERS"
	// InfoItems is the number of items that were added (ITEMS).
	InfoItems Property = "ITEMS"
	// InfoErrorRate is the false positive rate (ERROR).
	InfoErrorRate Property = "ERROR"
	// InfoExpansion is the expansion rate (EXPANSION).
	InfoExpansion Property = "EXPANSION"
	// InfoTightening is the tightening ratio (TIGHTENING).
	InfoTightening Property = "TIGHTENING"
	// InfoMaxScaledCapacity is the largest capacity that the filter can scale out to (MAXSCALEDCAPACITY).
	InfoMaxScaledCapacity Property = "MAXSCALEDCAPACITY"
)

// Validate returns a *failure.ConfigurationError if p is no property, or nil.
func (p Property) Validate() error {
	switch p {
	case InfoCapacity, InfoSize, InfoFilters, InfoItems, InfoErrorRate, InfoExpansion, InfoTightening, InfoMaxScaledCapacity:
		return nil
	default:
		return invalid("Property", "is unknown; use one of the constants, such as InfoItems")
	}
}

// Properties are the properties of a filter. Those that are nil are of a filter that
// does not scale, or unknown to an older module.
type Properties struct {
	// Capacity is how many items there is room for without scaling out further.
	Capacity int64
	// Size is how much memory the filter takes, in bytes.
	Size int64
	// Filters is the number of sub-filters, 1 if it never scaled out.
	Filters int64
	// Items is the number of items that were added.
	Items int64
	// ErrorRate is the rate at which the filter takes other items for members.
	ErrorRate models.Result[float64]
	// Expansion is how many times as large as the one before a further sub-filter is.
	Expansion models.Result[int64]
	// Tightening is by what the error rate of each further sub-filter is multiplied.
	Tightening models.Result[float64]
	// MaxScaledCapacity is the largest capacity that the filter can scale out to.
	MaxScaledCapacity models.Result[int64]
	// Extra holds what newer modules tell besides.
	Extra models.Map
}

var (
	text           = command.NewReply(command.ShapeText, (*command.Decoder).Text)
	integer        = command.NewReply(command.ShapeInteger, (*command.Decoder).Integer)
	boolean        = command.NewReply(command.ShapeBoolean, (*command.Decoder).Boolean)
	nullableDouble = command.NewReply(command.ShapeNullableDouble, (*command.Decoder).NullableDouble)
	properties     = command.NewReply(command.ShapeRecord, decodeProperties)

	booleans = command.NewReply(command.ShapeBooleans, func(d *command.Decoder, token command.Token) ([]bool, error) {
		return command.List(d, token, (*command.Decoder).Boolean)
	})
)

func decodeProperties(d *command.Decoder, token command.Token) (p Properties, err error) {
	p.Extra, err = d.Record(token, func(name string, value command.Token) (known bool, err error) {
		switch name {
		case "Capacity":
			p.Capacity, err = d.Integer(value)
		case "Size":
			p.Size, err = d.Integer(value)
		case "Number of filters":
			p.Filters, err = d.Integer(value)
		case "Number of items inserted":
			p.Items, err = d.Integer(value)
		case "Error rate":
			p.ErrorRate, err = d.NullableDouble(value)
		case "Expansion rate":
			p.Expansion, err = d.NullableInteger(value)
		case "Tightening ratio":
			p.Tightening, err = d.NullableDouble(value)
		case "Max scaled capacity":
			p.MaxScaledCapacity, err = d.NullableInteger(value)
		default:
			return false, nil
		}
		return true, err
	})
	return p, err
}
