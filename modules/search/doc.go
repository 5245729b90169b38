// Package search is for indexes over hashes and JSON documents, the commands FT.* of
// the module valkey-search, which a server must have loaded: search by text, tag,
// number and vector, and aggregation of what was found.
//
//	indexes := search.On(client)
//	_, err := indexes.CreateWithOptions(ctx, "products", []search.Field{
//		search.TagField{Name: "color"},
//		search.NumericField{Name: "price"},
//	}, search.CreateOptions{Prefixes: []string{"product:"}})
//	if err != nil {
//		return err
//	}
//	result, err := indexes.Search(ctx, "products", "@color:{blue} @price:[0 50]")
//	for _, document := range result.Documents {
//		fmt.Println(document.Key, document.Fields)
//	}
//
// [On] takes a client, [In] a batch. The functions of the package are the definitions
// of the commands that the methods of both are made from; core.Run and batch.Add
// execute them too. The language of queries and expressions is the server's; the
// package does not look into it. Values that did not come from the program's author are
// best given as parameters, such as SearchOptions.Params.
//
// Names of indexes are no keys: in a cluster any node answers for all of them.
//
// Explain, ExplainCLI, ProfileSearch, ProfileAggregate and the commands on aliases are
// not in valkey-search up to version 1.2. Other servers have them, such as Amazon
// MemoryDB, whose documentation they follow; without them the server replies ERR
// unknown command. See https://valkey.io/topics/search/
package search
