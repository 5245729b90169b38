package command

import (
	"github.com/glissade-io/glissade/internal/resp"
	"github.com/glissade-io/glissade/models"
)

func decodePositions(frame []byte) ([]models.Result[models.GeospatialData], error) {
	var d decoder
	n, err := d.openElements(frame, ShapePositions)
	if err != nil {
		return nil, err
	}
	list := make([]models.Result[models.GeospatialData], 0, d.capacity(n))
	for range n {
		token, err := d.next()
		if err != nil {
			return nil, err
		}
		if token.Null {
			list = append(list, models.Nil[models.GeospatialData]())
			continue
		}
		position, err := d.position(token)
		if err != nil {
			return nil, err
		}
		list = append(list, models.Present(position))
	}
	return list, nil
}

// position decodes the longitude and latitude of the pair that token starts.
func (d *decoder) position(token resp.Token) (position models.GeospatialData, err error) {
	if err = d.isTuple(token, 2); err != nil {
		return position, err
	}
	if position.Longitude, err = d.nextDouble(); err != nil {
		return position, err
	}
	position.Latitude, err = d.nextDouble()
	return position, err
}

func decodeLocations(frame []byte) ([]models.Location, error) {
	var d decoder
	n, err := d.openElements(frame, ShapeLocations)
	if err != nil {
		return nil, err
	}
	list := make([]models.Location, 0, d.capacity(n))
	for range n {
		token, err := d.next()
		if err != nil {
			return nil, err
		}
		location, err := d.location(token)
		if err != nil {
			return nil, err
		}
		list = append(list, location)
	}
	return list, nil
}

// location decodes a member alone, or an array of the member and what was asked for
// besides it. What that is shows in the types: the distance is a string or a double,
// the hash an integer, the position an array.
func (d *decoder) location(token resp.Token) (location models.Location, err error) {
	if token.Null || token.Type != resp.TypeArray {
		location.Name, err = d.text(token)
		return location, err
	}
	if token.Len == 0 {
		return location, d.mismatch(token)
	}
	if location.Name, err = d.nextText(); err != nil {
		return location, err
	}
	for range token.Len - 1 {
		part, err := d.next()
		if err != nil {
			return location, err
		}
		switch part.Type {
		case resp.TypeInteger:
			location.Hash = models.Present(part.Int)
		case resp.TypeArray:
			position, err := d.position(part)
			if err != nil {
				return location, err
			}
			location.Coord = models.Present(position)
		default:
			distance, err := d.double(part)
			if err != nil {
				return location, err
			}
			location.Dist = models.Present(distance)
		}
	}
	return location, nil
}
