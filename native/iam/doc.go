// Package iam makes tokens of AWS Identity and Access Management, with which a client
// authenticates at Amazon ElastiCache and Amazon MemoryDB in place of a password. It is a
// module of its own, so that only programs that import it link the AWS SDK.
//
//	configuration.UseTLS = true // which AWS demands
//	configuration.Credentials = &options.ServerCredentials{Username: "app", IAM: &options.IAMConfiguration{
//		ClusterName: "my-cache", Service: options.ElastiCache, Region: "eu-central-1",
//	}}
//	tokens, err := iam.New(ctx, configuration.Credentials)
//	if err != nil {
//		return err
//	}
//	client, err := native.NewClient(ctx, configuration, native.With(core.WithCredentialsProvider(tokens)))
//
// # What a token is
//
// A token is a request to connect, signed in advance with AWS credentials (Signature
// Version 4, in the query string), good for 15 minutes: nothing is sent to AWS but what
// getting the credentials takes. It is made anew at the RefreshInterval, from credentials
// that are asked for each time, and when a connection is made after the last has expired.
// The client's live connections authenticate with each new one, since the servers end those
// that have not done so for 12 hours; see core.WithCredentialsProvider.
//
// The user has to exist with authentication type IAM, its name and id the same, and the
// AWS identity needs the permission elasticache:Connect or memorydb:Connect for the cluster
// and the user.
//
// # Where AWS credentials come from
//
// By default where the AWS SDK looks for them: the environment, the shared files, web
// identities, containers, instances. [WithAWSCredentials] has them asked of the program.
//
// See https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html,
// https://docs.aws.amazon.com/memorydb/latest/devguide/auth-iam.html and
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
package iam
