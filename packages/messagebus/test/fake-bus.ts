// A process of class kl.MessageBus that is none: what it answers is the test's. Where the test says
// nothing it agrees to everything, and has no messages.

import {
  type Caller,
  type Handle,
  HANDLE_TYPE_USER_FIRST,
  type Kos,
  nk_handle_desc,
  type NkHandleDescInit,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
  OCAP_IPC_CALL,
  offer,
  PackInMsg,
  PackOutMsg,
  program,
  type Program,
  rcOk,
  serve,
  SMsgHdr,
  ThreadPriorityNormal,
  unwrap,
} from '@kos/libkos'
import { className, endpointInfo, endpoints } from '../src/generated/kl/MessageBus.edl.ts'
import { MessageBusLifeline } from '../src/generated/kl/MessageBusLifeline.idl.ts'
import type { MessageBusSessionImplementation } from '../src/generated/kl/MessageBusSession.idl.ts'
import { MessageBusSession } from '../src/process.ts'

type Session = MessageBusSessionImplementation

interface Refusal {
  readonly error: { readonly rc: number }
}

/** What a fake bus answers. */
export interface FakeBus {
  /** Called before each request: the name of the method. It may hang, or kill somebody. */
  readonly before?: (method: string, kos: Kos) => Promise<void> | void
  /** Instead of the handles of a session and of a lifeline. */
  readonly handles?: (session: Handle, lifeline: Handle) => readonly [Handle, Handle]
  readonly connect?: () => Refusal
  /** Revokes what it gave a millisecond later. */
  readonly revokes?: 'session' | 'wake'
  /** Ends the lifeline at once. */
  readonly hasNoLife?: boolean
  readonly session?: Partial<Session>
  /** Bytes of an answer to a request of a session, and of its arena, in place of all methods. */
  readonly raw?: (request: Uint8Array) => readonly [Uint8Array, Uint8Array]
  /** The number of the only topic on each page. */
  readonly topics?: (after: bigint) => bigint
}

// By a thread of its own: the one that serves waits for requests.
function revokeSoon(kos: Kos, handle: Handle): void {
  const revoke = async (own: Kos): Promise<void> => {
    await own.KnSleep(1)
    own.KnHandleRevoke(handle)
  }
  kos.KosThreadCreate(ThreadPriorityNormal, 0, revoke, null, 0)
}

/** What a client waits on that nobody signals. */
function wakeOf(kos: Kos, { revokes }: FakeBus): NkHandleDescInit {
  const rights = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_GET_EVENT
  const { handle } = unwrap(kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, rights, null))
  if (revokes === 'wake') revokeSoon(kos, handle)
  return nk_handle_desc(handle, OCAP_HANDLE_GET_EVENT)
}

function sessionOf(kos: Kos, fake: FakeBus): Session {
  const { before, session } = fake
  const agreeing: Session = {
    RegisterPublisher: () => ({}),
    UnregisterPublisher: () => ({}),
    RegisterSubscriber: () => ({ wake: wakeOf(kos, fake) }),
    UnregisterSubscriber: () => ({}),
    AddTopic: () => ({}),
    Push: () => ({}),
    Fetch: () => ({ messages: [], isAwaited: 0 }),
  }
  const methods: Record<string, unknown> = {}
  for (const [name, method] of Object.entries({ ...agreeing, ...session }))
    methods[name] = async (request: never, caller: Caller) => {
      await before?.(name, kos)
      return (method as (request: never, caller: Caller) => unknown)(request, caller)
    }
  return methods as unknown as Session
}

const largest = 64 * 1024

// Answers with bytes. What the kernel refuses is followed by a header of no method: the call ends.
async function answerRaw(kos: Kos, listener: Handle, raw: NonNullable<FakeBus['raw']>) {
  for (;;) {
    const request = PackInMsg(new SMsgHdr(), new Uint8Array(largest), new Uint8Array(largest))
    if ((await kos.Recv(listener, request)) !== rcOk) return
    const { threadId } = request
    const [message, arena] = raw(request.message.slice(0, request.messageSize))
    const answer = PackOutMsg(new SMsgHdr(), message, arena, arena.length)
    if ((await kos.Reply(listener, Object.assign(answer, { threadId }))) === rcOk) continue
    const none = PackOutMsg(new SMsgHdr(), new Uint8Array(16).fill(0xff, 0, 6))
    await kos.Reply(listener, Object.assign(none, { threadId }))
  }
}

/** The program of a fake bus. */
export function fakeBus(fake: FakeBus): Program<Kos> {
  return program({ endpoints, endpointInfo }, async (kos) => {
    const listener = kos.ServiceLocatorRegister(className)
    const { handle: silent } = unwrap(kos.createListener())
    const { raw } = fake
    const { handle: rawListener } = unwrap(kos.createListener())
    if (raw !== undefined)
      kos.KosThreadCreate(
        ThreadPriorityNormal,
        0,
        (own: Kos) => answerRaw(own, rawListener, raw),
        null,
        0,
      )
    const sessionListener = raw === undefined ? listener : rawListener
    const lifelineListener = fake.hasNoLife === true ? listener : silent
    const lifeline = offer(kos, lifelineListener, MessageBusLifeline, { Wait: () => undefined })
    await serve(kos, listener, {
      bus: {
        Connect: async () => {
          await fake.before?.('Connect', kos)
          if (fake.connect !== undefined) return fake.connect()
          const { handle } = offer(kos, sessionListener, MessageBusSession, sessionOf(kos, fake))
          if (fake.revokes === 'session') revokeSoon(kos, handle)
          const handles = fake.handles?.(handle, lifeline.handle) ?? [handle, lifeline.handle]
          const [session, life] = handles
          // The handle stands for the session: no object is made of it.
          const given = nk_handle_desc(session, OCAP_IPC_CALL) as never
          return { session: given, lifeline: nk_handle_desc(life, OCAP_IPC_CALL) }
        },
      },
      session: null,
      lifeline: null,
      bundles: null,
      bundle: null,
      stats: {
        Topics: ({ after }) => {
          const number = fake.topics?.(after)
          if (number === undefined) return { page: [] }
          const counts = { isPublished: 1, subscribers: 0, accepted: 0n, declined: 0n }
          return { page: [{ number, topic: 'a', ...counts }] }
        },
        Subscribers: () => ({ page: [] }),
        Subscriptions: () => ({ page: [] }),
        Links: () => ({ page: [] }),
      },
    })
    return 0
  })
}
