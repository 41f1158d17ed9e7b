// Descriptions of the generic codes, as short texts for messages, in the order of the
// documentation's table (topic `return_codes`).
//
// The words are ours, the meanings are documented. The codes themselves are in `generic.ts`;
// `format.ts` combines name and description.

import type { genericRetcodes } from './generic.ts'

/** The name of a generic code: `'rcOk'`, `'rcInvalidArgument'` and so on. */
export type GenericRetcodeName = keyof typeof genericRetcodes

/** The description of each generic code, without a full stop: it may be part of a sentence. */
export const genericDescriptions: { readonly [Name in GenericRetcodeName]: string } = {
  rcOk: 'success',
  rcInvalidArgument: 'an argument is invalid',
  rcNotConnected: 'client and server are not connected',
  rcOutOfMemory: 'there is not enough memory',
  rcBufferTooSmall: 'the buffer is too small',
  rcInternalError: 'the callee failed because of a mistake in its own logic',
  rcTransferError: 'the IPC message could not be sent',
  rcReceiveError: 'the IPC message could not be received',
  rcSourceFault: 'the sender of the IPC message is at fault',
  rcTargetFault: 'the recipient of the IPC message is at fault',
  rcIpcInterrupt: 'another thread of the process interrupted the IPC',
  rcRestart: 'the function has to be called again',
  rcFail: 'the function failed',
  rcNoCapability: 'this operation is not possible on the resource',
  rcNotReady: 'initialisation failed',
  rcUnimplemented: 'the function is not implemented',
  rcBufferTooLarge: 'the buffer is too large',
  rcBusy: 'the resource is in use at the moment',
  rcResourceNotFound: 'there is no such resource',
  rcTimeout: 'the time-out elapsed',
  rcSecurityDisallow: 'the security policy denied the operation',
  rcFutexWouldBlock: 'the operation would block',
  rcAbort: 'the operation was aborted',
  rcInvalidThreadState: 'the function must not be called here, for example in an interrupt handler',
  rcAlreadyExists: 'the element is in the set already',
  rcInvalidOperation: 'the operation cannot be completed',
  rcHandleRevoked: 'the rights to the resource were revoked',
  rcQuotaExceeded: 'a quota of the resource is used up',
  rcDeviceNotFound: 'there is no such device',
}
