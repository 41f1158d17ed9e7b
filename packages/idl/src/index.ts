// Table of contents of @kos/idl.

// Interfaces and methods
export {
  type AnyInterface,
  checkInterfaces,
  defineInterface,
  type Interface,
  type InterfaceCode,
  type InterfaceOptions,
  isInterface,
} from './interface.ts'
export type { InterfaceSizes, MethodCode } from './interface.ts'
export type { MethodNames, MethodSpecs } from './interface.ts'
export type {
  ErrorInit,
  ErrorOf,
  Method,
  MethodCodecs,
  MethodSpec,
  Received,
  Request,
  RequestInit,
  Response,
} from './method.ts'
export type { ResponseInit, Sent } from './method.ts'

// Types of parameters
export {
  bytes,
  handle,
  sint8,
  sint16,
  sint32,
  sint64,
  string,
  uint8,
  uint16,
  uint32,
  uint64,
} from './type.ts'
export type { Handle, HandleDesc, HandleLike, Type, TypeKind } from './type.ts'
export { type IntegerKind, integerRange } from './integer.ts'
export { array, type Members, sequence, struct, union, type Variant } from './composite.ts'
export { hasHandles } from './composite.ts'
export { isComposite } from './type.ts'
export { type Capability, type CapabilityLike, handleOf } from './capability.ts'
export type { Caller, Implementation, MethodResult } from './implementation.ts'
export type { CallArguments, CallOptions, CallResult, CallSignal, Proxy } from './proxy.ts'
export type { Growth } from './growth.ts'
export type { Field, Gap } from './field-layout.ts'
export { maxLimit, maxMessageSize, maxMethods } from './limits.ts'

// Layouts and codecs
export { type Codec, type CodecForm, type CodecFunctions, plainHandles } from './codec.ts'
export type { HandleReader, PrintedCodec } from './codec.ts'
export { compileCodec } from './compile-codec.ts'
export { MessageView } from './message-view.ts'
export { misfit } from './misfit.ts'
export { codeIsAllowed } from './code-allowed.ts'
export type { HandleWriter } from './handle-value.ts'
export { type Direction, type Fields, type Layout, layoutMessage } from './layout.ts'

// The wire
export {
  handleDescriptorSize,
  handleFlagAllRights,
  handleFlagDereferenced,
  maxMessageHandles,
} from './message.ts'
export { messageFlagError, messageHeaderSize, messageUnit } from './message.ts'
export {
  headerFault,
  isErrorResponse,
  messageHandleCount,
  messageMid,
  messageRiid,
  handlePosition,
} from './message.ts'
export { writeHeader } from './message.ts'
export {
  descriptorBadge,
  descriptorFlags,
  descriptorHandle,
  descriptorRights,
  writeDescriptor,
} from './message.ts'
