// The generic return codes, in the order of the documentation's table (topic `return_codes`).
//
// Only `rcOk` has a public value. The values of the others are our choice: severity 1, customer 0,
// space RC_SPACE_GENERAL, facility 0 and a code that counts up in documented order. They are
// written as literals so that each has a type of its own; a test compares each with MAKE_RETCODE.
// Layout and macros are in `layout.ts`.

/** The function completed successfully. */
export const rcOk = 0
/** Invalid function argument. */
export const rcInvalidArgument = -2147483647
/**
 * There is no connection between the client and the server side, for example no server IPC handle.
 */
export const rcNotConnected = -2147483646
/** Not enough memory to perform the operation. */
export const rcOutOfMemory = -2147483645
/** A buffer is too small. */
export const rcBufferTooSmall = -2147483644
/** An internal error in the logic of the callee. */
export const rcInternalError = -2147483643
/** An IPC message could not be sent. */
export const rcTransferError = -2147483642
/** An IPC message could not be received. */
export const rcReceiveError = -2147483641
/** An IPC message was not transferred because of its source. */
export const rcSourceFault = -2147483640
/** An IPC message was not transferred because of its recipient. */
export const rcTargetFault = -2147483639
/** IPC was interrupted by another thread of the process. */
export const rcIpcInterrupt = -2147483638
/** The function has to be called again. */
export const rcRestart = -2147483637
/** The function ended with an error. */
export const rcFail = -2147483636
/** The operation cannot be performed on the resource. */
export const rcNoCapability = -2147483635
/** Initialisation failed. */
export const rcNotReady = -2147483634
/** The function is not implemented. */
export const rcUnimplemented = -2147483633
/** A buffer is too large. */
export const rcBufferTooLarge = -2147483632
/** The resource is temporarily unavailable. */
export const rcBusy = -2147483631
/** The resource was not found. */
export const rcResourceNotFound = -2147483630
/** The time-out elapsed. */
export const rcTimeout = -2147483629
/** The operation was denied by security mechanisms. */
export const rcSecurityDisallow = -2147483628
/** The operation would block. */
export const rcFutexWouldBlock = -2147483627
/** The operation was aborted. */
export const rcAbort = -2147483626
/** The function must not be called in an interrupt handler, or by a thread in this state. */
export const rcInvalidThreadState = -2147483625
/** The set already contains the element being added. */
export const rcAlreadyExists = -2147483624
/** The operation cannot be completed. */
export const rcInvalidOperation = -2147483623
/** The rights to access the resource were revoked. */
export const rcHandleRevoked = -2147483622
/** A resource quota is exceeded. */
export const rcQuotaExceeded = -2147483621
/** The device was not found. */
export const rcDeviceNotFound = -2147483620

/** Every generic code under its name, in documented order. */
export const genericRetcodes: {
  readonly rcOk: typeof rcOk
  readonly rcInvalidArgument: typeof rcInvalidArgument
  readonly rcNotConnected: typeof rcNotConnected
  readonly rcOutOfMemory: typeof rcOutOfMemory
  readonly rcBufferTooSmall: typeof rcBufferTooSmall
  readonly rcInternalError: typeof rcInternalError
  readonly rcTransferError: typeof rcTransferError
  readonly rcReceiveError: typeof rcReceiveError
  readonly rcSourceFault: typeof rcSourceFault
  readonly rcTargetFault: typeof rcTargetFault
  readonly rcIpcInterrupt: typeof rcIpcInterrupt
  readonly rcRestart: typeof rcRestart
  readonly rcFail: typeof rcFail
  readonly rcNoCapability: typeof rcNoCapability
  readonly rcNotReady: typeof rcNotReady
  readonly rcUnimplemented: typeof rcUnimplemented
  readonly rcBufferTooLarge: typeof rcBufferTooLarge
  readonly rcBusy: typeof rcBusy
  readonly rcResourceNotFound: typeof rcResourceNotFound
  readonly rcTimeout: typeof rcTimeout
  readonly rcSecurityDisallow: typeof rcSecurityDisallow
  readonly rcFutexWouldBlock: typeof rcFutexWouldBlock
  readonly rcAbort: typeof rcAbort
  readonly rcInvalidThreadState: typeof rcInvalidThreadState
  readonly rcAlreadyExists: typeof rcAlreadyExists
  readonly rcInvalidOperation: typeof rcInvalidOperation
  readonly rcHandleRevoked: typeof rcHandleRevoked
  readonly rcQuotaExceeded: typeof rcQuotaExceeded
  readonly rcDeviceNotFound: typeof rcDeviceNotFound
} = {
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
}
