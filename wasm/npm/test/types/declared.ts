// The module has what its declarations promise, and nothing else.

import type * as declared from "../../src/declarations.js";
import * as implemented from "../../src/index.js";

type Constructible = "BaseBatch" | "BaseClient" | "ClientSideCache" | "Logger" | "Batch" | "ClusterBatch" | "ClusterScanCursor" | "ClusterSubscription" | "ClusterTransaction" | "GlideClient" | "GlideClusterClient" | "Script" | "Subscription" | "Transaction";

// Classes with private members never count as each other, so that their public faces
// are compared.
type Face<T> = { [Name in keyof T]: T[Name] };

type Values<Module> = Omit<Module, Constructible | "prototype">;
const values: Face<Values<typeof declared>> = implemented;
const names: Record<keyof typeof implemented, true> = {} as Record<keyof typeof declared, true>;

const batch: Face<declared.Batch> = {} as implemented.Batch;
const clusterBatch: Face<declared.ClusterBatch> = {} as implemented.ClusterBatch;
const transactions: [new () => Face<declared.Transaction>, new () => Face<declared.ClusterTransaction>] = [implemented.Transaction, implemented.ClusterTransaction];
const logger: Face<Omit<typeof declared.Logger, "prototype">> = implemented.Logger;
const base: Face<declared.BaseClient> = {} as implemented.BaseClient;
const cache: Face<Omit<typeof declared.ClientSideCache, "prototype">> = implemented.ClientSideCache;
const script: Face<declared.Script> = {} as implemented.Script;
const client: Face<declared.GlideClient> = {} as implemented.GlideClient;
const cluster: Face<declared.GlideClusterClient> = {} as implemented.GlideClusterClient;
const subscription: Face<declared.Subscription> = {} as implemented.Subscription;
const clusterSubscription: Face<declared.ClusterSubscription> = {} as implemented.ClusterSubscription;
const otherBatch: Omit<Face<implemented.Batch>, keyof declared.StandaloneBatchMethods> = {} as Face<declared.Batch>;
const cursor: Face<declared.ClusterScanCursor> = {} as implemented.ClusterScanCursor;
const otherCursor: Face<implemented.ClusterScanCursor> = {} as Face<declared.ClusterScanCursor>;
const otherScript: Face<implemented.Script> = {} as Face<declared.Script>;
const otherSubscription: Face<implemented.Subscription> = {} as Face<declared.Subscription>;
const otherClusterSubscription: Face<implemented.ClusterSubscription> = {} as Face<declared.ClusterSubscription>;
const otherClient: Omit<Face<implemented.GlideClient>, "exec" | "invokeScript" | "invokeScriptWithRoute" | "subscription" | "dedicated" | "transaction"> = {} as Face<declared.GlideClient>;
const otherCluster: Omit<Face<implemented.GlideClusterClient>, "scan" | "exec" | "invokeScript" | "invokeScriptWithRoute" | "subscription" | "dedicated" | "transaction"> = {} as Face<declared.GlideClusterClient>;

const createCluster: (configuration: declared.GlideClusterClientConfiguration | string | URL) => Promise<Face<declared.GlideClusterClient>> =
  implemented.GlideClusterClient.createClient;
const create: (configuration: declared.GlideClientConfiguration | string | URL) => Promise<Face<declared.GlideClient>> = implemented.GlideClient.createClient;
const make: new (isAtomic: boolean) => Face<declared.Batch> = implemented.Batch;
const compile: new (code: declared.GlideString) => Face<declared.Script> = implemented.Script;

void [clusterBatch, transactions, subscription, clusterSubscription, otherSubscription, otherClusterSubscription];
void [logger, base, cache, values, names, batch, script, client, otherBatch, otherScript, otherClient, cluster, otherCluster, createCluster, create, make, compile];
