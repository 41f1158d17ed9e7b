// @kos/handles: objects, handle spaces, rights, transfer, dereference, badges, revocation.

// For use without a kernel
export {
  HandleSpace,
  type NewTableOptions,
  type SharedTableOptions,
  type TransferOptions,
  type Loan,
} from './handle-space.ts'

// For a kernel
export { HandleTable, type HandleTableOptions, type HandleStatistics } from './handle-table.ts'
export { verifyHandleTable } from './verify-forest.ts'
export { Space, type HandleRetcode } from './space.ts'
export { HandleBatch } from './handle-batch.ts'
export {
  KernelObject,
  type HandleObserver,
  type SpaceIdentity,
  type ZeroHandlesListener,
} from './kernel-object.ts'
export { type Badge, type BadgeState, isBadge } from './badge.ts'
export type { RevokeListener, WeakDescendant } from './weak-descendant.ts'
export { INVALID_HANDLE, isError } from './handle-number.ts'

// Rights and types
export {
  OCAP_GENERAL_MASK,
  OCAP_SPEC_MASK,
  OCAP_HANDLE_TRANSFER,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_SET_EVENT,
  OCAP_HANDLE_SPEC,
  OCAP_IPC_SERVER,
  OCAP_IPC_LISTENER,
  OCAP_IPC_CLIENT,
  OCAP_IPC_CALL,
  OCAP_MDL_EXECUTE,
  OCAP_MDL_FULL,
  OCAP_MDL_READ,
  OCAP_MDL_WRITE,
  OCAP_TASK_CONTROL,
  OCAP_TASK_FULL,
  OCAP_TASK_QUERY,
  OCAP_THREAD_FULL,
  OCAP_IO_EXECUTE,
  OCAP_IO_READ,
  OCAP_IO_WRITE,
  OCAP_IOPORT_FULL,
  OCAP_MMIO_FULL,
  OCAP_DMA_FULL,
  OCAP_IRQ_FULL,
  OCAP_FILE_FULL,
} from './ocap.ts'
export {
  HANDLE_TYPE_USER_FIRST,
  HANDLE_TYPE_USER_LAST,
  HANDLE_TYPE_BADGE,
  HANDLE_TYPE_IPC,
  HANDLE_TYPE_TASK,
  HANDLE_TYPE_THREAD,
  HANDLE_TYPE_NOTICE,
  HANDLE_TYPE_IOPORT,
  HANDLE_TYPE_MMIO,
  HANDLE_TYPE_DMA,
  HANDLE_TYPE_IRQ,
  HANDLE_TYPE_MDL,
  HANDLE_TYPE_IPC_SYNC,
  HANDLE_TYPE_STATISTICS,
  HANDLE_TYPE_AUDIT,
  isUserHandleType,
} from './handletype.ts'

// Limits
export { maxHandlesPerSpace, defaultMaxNodes, maxNodesPerTable, defaultSlice } from './limits.ts'

// The codes of these functions, so that users need no second package
export {
  type GenericFailure,
  type Result,
  RetcodeError,
  unwrap,
  rcOk,
  rcInvalidArgument,
  rcOutOfMemory,
  rcNoCapability,
  rcSecurityDisallow,
  rcInvalidOperation,
  rcHandleRevoked,
  rcQuotaExceeded,
} from '@kos/retcode'
