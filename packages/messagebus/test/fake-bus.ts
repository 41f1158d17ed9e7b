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
  program,
  type Program,
  serve,
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
  /** Called when a session was opened, with its handle here. */
  readonly opened?: (kos: Kos, session: Handle) => void
  /** Ends the lifeline at once. */
  readonly hasNoLife?: boolean
  readonly session?: Partial<Session>
  /** The number of the only topic on each page. */
  readonly topics?: (after: bigint) => bigint
}

/** What a client waits on that nobody signals. */
function wakeOf(kos: Kos): NkHandleDescInit {
  const rights = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_GET_EVENT
  const { handle } = unwrap(kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, rights, null))
  return nk_handle_desc(handle, OCAP_HANDLE_GET_EVENT)
}

function sessionOf(kos: Kos, { before, session }: FakeBus): Session {
  const agreeing: Session = {
    RegisterPublisher: () => ({}),
    UnregisterPublisher: () => ({}),
    RegisterSubscriber: () => ({ wake: wakeOf(kos) }),
    UnregisterSubscriber: () => ({}),
    AddTopic: () => ({}),
    Push: () => ({}),
    Fetch: () => ({ messages: [] }),
  }
  const methods: Record<string, unknown> = {}
  for (const [name, method] of Object.entries({ ...agreeing, ...session }))
    methods[name] = async (request: never, caller: Caller) => {
      await before?.(name, kos)
      return (method as (request: never, caller: Caller) => unknown)(request, caller)
    }
  return methods as unknown as Session
}

/** The program of a fake bus. */
export function fakeBus(fake: FakeBus): Program<Kos> {
  return program({ endpoints, endpointInfo }, async (kos) => {
    const listener = kos.ServiceLocatorRegister(className)
    const { handle: silent } = unwrap(kos.createListener())
    const lifelineListener = fake.hasNoLife === true ? listener : silent
    const lifeline = offer(kos, lifelineListener, MessageBusLifeline, { Wait: () => undefined })
    await serve(kos, listener, {
      bus: {
        Connect: async () => {
          await fake.before?.('Connect', kos)
          if (fake.connect !== undefined) return fake.connect()
          const { handle } = offer(kos, listener, MessageBusSession, sessionOf(kos, fake))
          fake.opened?.(kos, handle)
          const handles = fake.handles?.(handle, lifeline.handle) ?? [handle, lifeline.handle]
          const [session, life] = handles
          // The handle stands for the session: no object is made of it.
          const given = nk_handle_desc(session, OCAP_IPC_CALL) as never
          return { session: given, lifeline: nk_handle_desc(life, OCAP_IPC_CALL) }
        },
      },
      session: null,
      lifeline: null,
      stats: {
        Topics: ({ after }) => {
          const number = fake.topics?.(after)
          if (number === undefined) return { page: [] }
          const counts = { isPublished: 1, subscribers: 0, accepted: 0n, declined: 0n }
          return { page: [{ number, topic: 'a', ...counts }] }
        },
        Subscribers: () => ({ page: [] }),
        Subscriptions: () => ({ page: [] }),
      },
    })
    return 0
  })
}
