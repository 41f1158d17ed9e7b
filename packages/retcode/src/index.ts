// @kos/retcode: return codes, results that carry one, and descriptions of codes.

// The generic codes, in documented order
export {
  rcOk,
  rcInvalidArgument,
  rcNotConnected,
  rcOutOfMemory,
  rcBufferTooSmall,
  rcInternalError,
  rcTransferError,
  rcReceiveError,
  rcSourceFault,
  rcTargetFault,
  rcIpcInterrupt,
  rcRestart,
  rcFail,
  rcNoCapability,
  rcNotReady,
  rcUnimplemented,
  rcBufferTooLarge,
  rcBusy,
  rcResourceNotFound,
  rcTimeout,
  rcSecurityDisallow,
  rcFutexWouldBlock,
  rcAbort,
  rcInvalidThreadState,
  rcAlreadyExists,
  rcInvalidOperation,
  rcHandleRevoked,
  rcQuotaExceeded,
  rcDeviceNotFound,
  genericRetcodes,
} from './generic.ts'
export { type GenericRetcodeName } from './generic-descriptions.ts'

// Results
export {
  type Retcode,
  type Failure,
  type GenericFailure,
  type ComposedRetcode,
  type Result,
  isFailure,
  failure,
  unwrap,
  RetcodeError,
} from './result.ts'

// Layout
export {
  MAKE_RETCODE,
  RC_GET_CUSTOMER,
  RC_GET_SPACE,
  RC_GET_FACILITY,
  RC_GET_CODE,
  RC_CUSTOMER_FALSE,
  RC_CUSTOMER_TRUE,
  RC_SPACE_GENERAL,
  RC_SPACE_KERNEL,
  RC_SPACE_DRIVERS,
  RC_FACILITY_I2C,
  RC_FACILITY_USB,
  RC_FACILITY_BLKDEV,
} from './layout.ts'

// Text
export { formatRetcode, retcodeName, RETCODE_HR_FMT, RETCODE_HR_PARAMS } from './format.ts'

// Descriptions of a solution's own codes
export {
  RetcodeRegistry,
  type RetcodeDescription,
  type RetcodeDefinition,
  type RetcodeFamily,
} from './registry.ts'

// Sharing
export { frozenClass } from './frozen-class.ts'
