// What a policy sees of the arguments of a system call: the message of a request to the kernel,
// whose fields are the parameters of the contract by name.
//
// A field is made when a rule reads it. Handles are replaced by security ids, and bytes are copies,
// as in messages between processes. Buffers that the kernel only writes are no part of a request.

import { byteLength, copyBytes, defaultMaxMessageSize, type ResourceIds } from '@kos/ipc'
import { handleFlagAllRights } from '@kos/idl'
import type { Kind, Syscall } from '@kos/libkos/abi'
import type { Task } from './task.ts'

/** A call whose message it is. */
interface Call {
  readonly args: readonly unknown[]
  readonly task: Task
  readonly ids: ResourceIds
}

const calls: WeakMap<object, Call> = /* @__PURE__ */ new WeakMap()
const descriptors: WeakMap<Syscall, PropertyDescriptorMap> = /* @__PURE__ */ new WeakMap()

/**
 * The message of a system call of `task`, whose arguments are of their kinds. It is valid while the
 * policy decides about the call: later its handles may mean something else.
 */
export function syscallMessage(
  syscall: Syscall,
  args: readonly unknown[],
  task: Task,
  ids: ResourceIds,
): object {
  let fields = descriptors.get(syscall)
  if (fields === undefined) descriptors.set(syscall, (fields = fieldsOf(syscall)))
  const message: object = Object.create(Object.prototype, fields)
  calls.set(message, { args, task, ids })
  return message
}

/** The fields of a message, kept. Those that can't be read are undefined. */
export function keptMessage(message: object): object {
  const names = Object.keys(message)
  return Object.fromEntries(names.map((name) => [name, readField(message, name)]))
}

function readField(message: object, name: string): unknown {
  try {
    return (message as Readonly<Record<string, unknown>>)[name]
  } catch {
    // There is no such value: rules that read it have denied.
    return undefined
  }
}

function fieldsOf({ params }: Syscall): PropertyDescriptorMap {
  const fields: PropertyDescriptorMap = {}
  for (const [index, [name, kind]] of params.entries()) {
    if (kind === 'out') continue
    const value = valueOf[kind]
    fields[name] = {
      enumerable: true,
      get(this: object) {
        const call = calls.get(this) as Call
        return value(call.args[index], call)
      },
    }
  }
  return fields
}

/** The values of fields, as the codecs of the IDL types of the same parameters give them. */
const valueOf: Readonly<Record<Exclude<Kind, 'out'>, (argument: unknown, call: Call) => unknown>> =
  {
    handle: (handle, { ids, task }) =>
      ids.readerFor(task).read(Number(handle), 0, 0, handleFlagAllRights),
    u32: Number,
    i32: Number,
    f64: (value) => BigInt(value as number),
    str: String,
    in: (bytes) => copyOf(bytes as Uint8Array),
  }

// What is over the limit is no message, whatever the policy says of it; a process may have buffers
// of any size, of which each copy would fill the memory of the host.
function copyOf(bytes: Uint8Array): Uint8Array {
  const size = byteLength(bytes)
  if (size > defaultMaxMessageSize)
    throw new RangeError(`${size} bytes are over the message limit, ${defaultMaxMessageSize}`)
  const copy = new Uint8Array(size)
  copyBytes(copy, bytes, copy.length)
  return copy
}
