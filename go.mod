module github.com/glissade-io/glissade

go 1.25.0

require (
	github.com/magefile/mage v1.17.2 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	go.uber.org/goleak v1.3.0 // indirect
)

tool github.com/magefile/mage
