package iam_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/glissade-io/glissade/core"
	"github.com/glissade-io/glissade/native"
	"github.com/glissade-io/glissade/native/iam"
	"github.com/glissade-io/glissade/options"
)

// A client of ElastiCache that authenticates by tokens, with the AWS credentials that the
// SDK finds.
func Example() {
	ctx := context.Background()
	configuration := options.ClientConfiguration{
		Addresses: []options.NodeAddress{{Host: "my-cache.xxxxxx.euc1.cache.amazonaws.com"}}, UseTLS: true,
		Credentials: &options.ServerCredentials{Username: "app", IAM: &options.IAMConfiguration{
			ClusterName: "my-cache", Service: options.ElastiCache, Region: "eu-central-1",
		}},
	}
	connect := func() (*core.Client, error) {
		tokens, err := iam.New(ctx, configuration.Credentials)
		if err != nil {
			return nil, err
		}
		return native.NewClient(ctx, configuration, native.With(core.WithCredentialsProvider(tokens)))
	}
	_ = connect // It needs a cache of yours.
}

// AWS credentials that the program has from elsewhere.
func ExampleWithAWSCredentials() {
	ctx := context.Background()
	mine := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}, nil
	})
	tokens, err := iam.New(ctx, &options.ServerCredentials{Username: "app", IAM: &options.IAMConfiguration{
		ClusterName: "my-cache", Service: options.ElastiCache, Region: "eu-central-1", Serverless: true,
	}}, iam.WithAWSCredentials(mine))
	if err != nil {
		panic(err)
	}
	given, err := tokens.Credentials(ctx)
	token, _, _ := strings.Cut(given.Password, "&X-Amz-Algorithm")
	fmt.Println(given.Username, token, err)
	// Output: app my-cache/?Action=connect&ResourceType=ServerlessCache&User=app <nil>
}
