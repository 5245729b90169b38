package core

import (
	"context"

	"github.com/glissade-io/glissade/core/failure"
)

// credentialsSource is a containedProvider. It is an interface so that programs without a
// provider do not link what is done for one.
type credentialsSource interface {
	Credentials(ctx context.Context) (Credentials, error)
	refresh(ctx context.Context) error
	startRenewal(c *Connections) error
}

// containedProvider is a provider of the program's, fit to be called.
type containedProvider struct {
	provider CredentialsProvider
	name     string
	settings *clientOptions
}

func (p *containedProvider) Credentials(ctx context.Context) (credentials Credentials, err error) {
	if panicked := p.settings.contain(p.name, func() { credentials, err = p.provider.Credentials(ctx) }); panicked != nil {
		return Credentials{}, panicked
	}
	return credentials, err
}

// notify is NotifyCredentials of a provider that has it. stop is nil for any other.
func (p *containedProvider) notify(changed func()) (stop func(), err error) {
	notifier, notifies := p.provider.(CredentialsNotifier)
	if !notifies {
		return nil, nil
	}
	return p.start(func() func() { return notifier.NotifyCredentials(changed) })
}

// report is ReportCredentials of a provider that has it. stop is nil for any other, and where
// nobody listens.
func (p *containedProvider) report(report func(ClientEvent)) (stop func(), err error) {
	reporter, reports := p.provider.(CredentialsReporter)
	if !reports || report == nil {
		return nil, nil
	}
	return p.start(func() func() { return reporter.ReportCredentials(report) })
}

// start calls a method that returns what ends it.
func (p *containedProvider) start(method func() (stop func())) (stop func(), err error) {
	var ends func()
	if err := p.settings.contain(p.name, func() { ends = method() }); err != nil {
		return nil, err
	}
	return func() {
		if ends != nil {
			_ = p.settings.contain(p.name, ends)
		}
	}, nil
}

// refresh is RefreshCredentials of a provider that has it.
func (p *containedProvider) refresh(ctx context.Context) (err error) {
	refresher, refreshes := p.provider.(CredentialsRefresher)
	if !refreshes {
		return errNoTokens
	}
	if panicked := p.settings.contain(p.name, func() { err = refresher.RefreshCredentials(ctx) }); panicked != nil {
		return panicked
	}
	return err
}

var errNoTokens = &failure.ConfigurationError{
	Field: "RefreshIAMToken", Message: "is for a client with a provider that makes tokens; give what iam.New of package native/iam returns to WithCredentialsProvider",
}
