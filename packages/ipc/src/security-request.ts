// A request of a process to its security interface (topic `libkos_ipc_security_transport_api` of
// 1.2): the monitor decides about its message, and nobody receives it.
//
// The message is a copy, its structure is checked before any rule is asked, and its handles are
// only looked at. Messages between processes are in `message-transfer.ts`.

import { messageHeaderSize } from '@kos/idl'
import {
  rcBufferTooLarge,
  rcInvalidArgument,
  rcOk,
  rcSecurityDisallow,
  rcSourceFault,
} from '@kos/retcode'
import { failSafe, type SecurityMonitor } from '@kos/security'
import { byteLength, copyBytes, noBytes } from './buffer.ts'
import type { Endpoint, IpcProcess } from './ipc-process.ts'
import { defaultMaxMessageSize } from './limits.ts'
import { type DenialListener, PolicyCheck } from './policy-check.ts'
import type { ResourceIds } from './resource-ids.ts'
import { MessageKind, Verdict } from './verdict-cache.ts'

/** What the requests of one kernel are made with. */
export interface SecurityRequestsOptions {
  readonly monitor: SecurityMonitor
  readonly ids: ResourceIds
  /** Hears of every request that was malformed or denied. */
  readonly onDenied?: DenialListener
  /** Most bytes of a message; default `defaultMaxMessageSize`. */
  readonly maxMessageSize?: number
}

/** A process with its security interfaces. */
export interface SecuritySubject extends IpcProcess {
  /**
   * Its security interfaces; the number of one is its RIID. `name` is empty for that of the process
   * itself.
   */
  readonly security: readonly Endpoint[]
}

/** A security request has no recipient. */
const nobody: IpcProcess = { className: '', sid: 0, space: null, endpoints: [] }

/** Asks the monitor of one kernel. */
export class SecurityRequests {
  readonly #policy: PolicyCheck
  readonly #maxMessageSize: number
  /** By interfaces of a process: the kinds by RIID and MID, made when first used. */
  readonly #kinds: WeakMap<readonly Endpoint[], (MessageKind | undefined)[][]> = new WeakMap()

  constructor({ monitor, ids, onDenied, maxMessageSize }: SecurityRequestsOptions) {
    this.#policy = new PolicyCheck(failSafe(monitor), ids, onDenied ?? null)
    this.#maxMessageSize = maxMessageSize ?? defaultMaxMessageSize
  }

  /**
   * Asks about a request of `subject`: the constant part and the first `arenaSize` bytes of the
   * arena. `mayCommit` is asked after all rules have granted and before state changes. rcOk: the
   * monitor grants it; rcSecurityDisallow: it does not; rcInvalidArgument: it does not have the
   * structure of a method of the interface; rcSourceFault: no constant part, or less arena than is
   * said; rcBufferTooLarge: it is over the message limit.
   */
  ask(
    subject: SecuritySubject,
    request: Uint8Array,
    arena: Uint8Array,
    arenaSize: number,
    mayCommit: () => boolean,
  ): number {
    const size = byteLength(request)
    if (size === 0 || arenaSize > byteLength(arena)) return rcSourceFault
    if (size + arenaSize > this.#maxMessageSize) return rcBufferTooLarge
    const bytes = copyOf(request, size)
    const message = { view: new DataView(bytes.buffer), arena: copyOf(arena, arenaSize) }
    const kind = this.#kindOf(subject, message.view)
    const fault =
      kind.refusal ?? kind.codec?.validate(message.view, size, message.arena, arenaSize) ?? null
    if (fault !== null) {
      this.#policy.refuse(kind, fault, subject, nobody)
      return rcInvalidArgument
    }
    if (kind.verdict === Verdict.granted) return rcOk
    return this.#policy.grants(kind, message, subject, nobody, mayCommit)
      ? rcOk
      : rcSecurityDisallow
  }

  #kindOf({ className, security }: SecuritySubject, view: DataView): MessageKind {
    if (view.byteLength < messageHeaderSize)
      return refused(className, null, 'the constant part is shorter than its header')
    const [riid, mid] = [view.getUint32(0, true), view.getUint16(4, true)]
    const known = this.#kinds.get(security)?.[riid]?.[mid]
    return known ?? this.#add(className, security, riid, mid)
  }

  // What is refused is not kept: a process could have any number of such kinds made.
  #add(className: string, security: readonly Endpoint[], riid: number, mid: number): MessageKind {
    const endpoint = security[riid]
    if (endpoint === undefined)
      return refused(className, null, `${className} has no security interface ${riid}`)
    const { name, interface: target } = endpoint
    const method = target.$methods[mid]
    if (method === undefined)
      return refused(className, endpoint, `${target.$name} has no method ${mid}`)
    const head = headOf(className, name, target.$name, method.name)
    // Never printed code: that is a function of a program.
    const kind = new MessageKind(head, method.layoutCodecs.request)
    const kinds = this.#kinds.get(security) ?? security.map(() => [])
    this.#kinds.set(security, kinds)
    ;(kinds[riid] as MessageKind[])[mid] = kind
    return kind
  }
}

function refused(source: string, endpoint: Endpoint | null, why: string): MessageKind {
  const head = headOf(source, endpoint?.name ?? '', endpoint?.interface.$name ?? '', '')
  return new MessageKind(head, null, why)
}

function headOf(
  source: string,
  endpoint: string,
  interfaceName: string,
  method: string,
): MessageKind['head'] {
  return { type: 'security', source, destination: '', endpoint, interface: interfaceName, method }
}

function copyOf(bytes: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  if (size === 0) return noBytes as Uint8Array<ArrayBuffer>
  const copy = new Uint8Array(size)
  copyBytes(copy, bytes, size)
  return copy
}
