package boundary

// The operations.
const (
	// OperationCreate makes a client.
	OperationCreate uint16 = iota
	// OperationClose closes one at once.
	OperationClose
	// OperationBatch executes the commands of a batch.
	OperationBatch
	// OperationSelect changes the database of all connections.
	OperationSelect
	// OperationUpdatePassword replaces the password of all connections.
	OperationUpdatePassword
	// OperationResetPassword has connections made without authentication.
	OperationResetPassword
	// OperationCreateCluster makes a client of a cluster.
	OperationCreateCluster
	// OperationShutdown closes a client once it is idle.
	OperationShutdown
	// OperationSubscribe has a subscription of a client, which may be its own, subscribe
	// names.
	OperationSubscribe
	// OperationUnsubscribe has it unsubscribe them.
	OperationUnsubscribe
	// OperationReceive takes what a subscription has.
	OperationReceive
	// OperationOpenSubscription makes a subscription.
	OperationOpenSubscription
	// OperationCloseSubscription ends one.
	OperationCloseSubscription
	// OperationGetSubscriptions tells what a client is subscribed to.
	OperationGetSubscriptions
	// OperationOpenKeyEvents makes a subscription to what happens to keys.
	OperationOpenKeyEvents
	// OperationCommand executes a command: its arguments are the RESP bytes.
	OperationCommand
	// OperationClusterScan takes a step of a scan over the keys of a cluster.
	OperationClusterScan
	// OperationWatch has a client watch keys for its next transaction.
	OperationWatch
	// OperationUnwatch ends that.
	OperationUnwatch
	// OperationStatistics counts what clients have and do.
	OperationStatistics
	// OperationCommands executes several such commands, which have nothing to do with each
	// other: a uint32 says how many, and their RESP bytes follow, back to back. They are
	// answered by StatusParts and StatusPartFailure, each of which has some of them.
	OperationCommands
	// OperationCancel gives up the request whose id it has. It is not answered itself.
	OperationCancel
	// OperationDedicated makes a dedicated connection, which takes commands, batches and
	// OperationWatch, OperationUnwatch, OperationSelect and OperationClose by an id of its own,
	// as a client does.
	OperationDedicated
	// OperationNone is that of a request that was given up before it was handed over. It is
	// not answered.
	OperationNone
	// OperationReconnect has a client make connections now that it would make after a pause.
	OperationReconnect
)

// WithOptions is added to OperationCommand where an object with the options of the call
// comes first.
const WithOptions uint16 = 1 << 15

// Cancelable is added to the operation of a request that OperationCancel may give up.
const Cancelable uint16 = 1 << 14
