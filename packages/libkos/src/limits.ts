// Every limit of this package that a program can meet, but for those of the ABI (`abi/limits.ts`)
// and of the name server's interface (`resources/kl/core/NameServer.idl`). Each is tested at its
// value and one past it.

/** Most endpoints that one process publishes at a name server, over all of its connections. */
export const maxPublicationsPerPublisher = 256
/** Most registrations of one process at a name server: connections that it publishes over. */
export const maxRegistrationsPerPublisher = 64
/** Most endpoints that are published at a name server. */
export const maxPublicationsPerNameServer = 4096
/** Most audit records that a KlogStorage keeps for those who ask; the oldest go first. */
export const maxStoredRecords = 1024
/** How often Klog looks for a KlogStorage that has ended, until it ends as well. */
export const maxStorageLooks = 50
/** Milliseconds between two looks. */
export const storageLookPause = 100
/** Most notifications of one call. */
export const maxEvents = 1024
/** Most UTF-16 units of a report of misuse; the rest is cut. */
export const maxReportLength = 4096
/** Most names in a message for people; the others are left out. */
export const maxListedNames = 64
