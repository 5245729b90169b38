package core

import (
	"context"
	"iter"

	"github.com/glissade-io/glissade/models"
	"github.com/glissade-io/glissade/options"
)

// The iterators below repeat a command until there is nothing left. They send the
// next one only when its results are asked for, end when the loop is left, and when
// a command fails they yield its error, once and last.

// firstCursor is where a scan begins.
const firstCursor = "0"

// ScanAll iterates over the keys of the database, as [KeyCommands.ScanWithOptions]
// returns them step by step: a key that exists all the while comes at least once, and
// may come more than once.
//
//	users := "user:*"
//	for key, err := range client.ScanAll(ctx, options.ScanOptions{Match: &users}) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(key)
//	}
func (c *KeyCommands) ScanAll(ctx context.Context, opts options.ScanOptions) iter.Seq2[string, error] {
	return scanAll(func(cursor string) (string, []string, error) {
		step, err := c.ScanWithOptions(ctx, cursor, opts)
		return step.Cursor, step.Elements, err
	})
}

// HScanAll iterates over the fields of the hash at key with their values, as
// [HashCommands.HScanWithOptions] returns them step by step.
func (c *HashCommands) HScanAll(ctx context.Context, key string, opts options.HScanOptions) iter.Seq2[models.FieldValue, error] {
	return scanAll(func(cursor string) (string, []models.FieldValue, error) {
		step, err := c.HScanWithOptions(ctx, key, cursor, opts)
		return step.Cursor, step.Fields, err
	})
}

// SScanAll iterates over the members of the set at key, as
// [SetCommands.SScanWithOptions] returns them step by step.
func (c *SetCommands) SScanAll(ctx context.Context, key string, opts options.SScanOptions) iter.Seq2[string, error] {
	return scanAll(func(cursor string) (string, []string, error) {
		step, err := c.SScanWithOptions(ctx, key, cursor, opts)
		return step.Cursor, step.Elements, err
	})
}

// ZScanAll iterates over the members of the sorted set at key with their scores, in
// no order, as [SortedSetCommands.ZScanWithOptions] returns them step by step.
func (c *SortedSetCommands) ZScanAll(ctx context.Context, key string, opts options.ZScanOptions) iter.Seq2[models.MemberAndScore, error] {
	return scanAll(func(cursor string) (string, []models.MemberAndScore, error) {
		step, err := c.ZScanWithOptions(ctx, key, cursor, opts)
		return step.Cursor, step.Members, err
	})
}

func scanAll[T any](step func(cursor string) (next string, elements []T, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for cursor := firstCursor; ; {
			next, elements, err := step(cursor)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, element := range elements {
				if !yield(element, nil) {
					return
				}
			}
			if cursor = next; cursor == firstCursor {
				return
			}
		}
	}
}

// XReadAll iterates over the entries of streams, each stream's in order, beginning
// after the given IDs. With opts.Block set it waits for more when it has come to the
// end, for as long as ctx lasts, asking the server anew each time opts.Block has
// passed; without it, it ends there. opts.Count is how many entries of a stream are
// fetched at once.
//
// The ID "$" stands for the entry that is the last when the iteration begins, so that
// none is missed that is added between two requests.
func (c *StreamCommands) XReadAll(ctx context.Context, keysAndIDs []models.KeyAndID, opts options.XReadOptions) iter.Seq2[models.KeyAndEntry, error] {
	return func(yield func(models.KeyAndEntry, error) bool) {
		positions, err := c.positions(ctx, keysAndIDs)
		if err != nil {
			yield(models.KeyAndEntry{}, err)
			return
		}
		for {
			responses, err := c.XReadWithOptions(ctx, positions, opts)
			if err != nil {
				yield(models.KeyAndEntry{}, err)
				return
			}
			if len(responses) == 0 && opts.Block == nil {
				return
			}
			for _, response := range responses {
				for _, entry := range response.Entries {
					if !yield(models.KeyAndEntry{Key: response.Key, Entry: entry}, nil) {
						return
					}
					advance(positions, response.Key, entry.ID)
				}
			}
		}
	}
}

// positions returns a copy of where to read from, with the last entry's ID for "$".
func (c *StreamCommands) positions(ctx context.Context, keysAndIDs []models.KeyAndID) ([]models.KeyAndID, error) {
	positions := append([]models.KeyAndID(nil), keysAndIDs...)
	for i, position := range positions {
		if position.ID != "$" {
			continue
		}
		one := int64(1)
		last, err := c.XRevRangeWithOptions(ctx, position.Key, nil, nil, options.XRangeOptions{Count: &one})
		if err != nil {
			return nil, err
		}
		positions[i].ID = "0"
		if len(last) > 0 {
			positions[i].ID = last[0].ID
		}
	}
	return positions, nil
}

func advance(positions []models.KeyAndID, key, id string) {
	for i := range positions {
		if positions[i].Key == key {
			positions[i].ID = id
		}
	}
}
