// Forgotten client: a server that answers later remembers one client, and forgets the one before.

import { allowAll, defineSolution } from '@kos/kernel'
import {
  connect,
  defineInterface,
  type Kos,
  PackInMsg,
  PackOutMsg,
  program,
  SMsgHdr,
} from '@kos/libkos'
import { rcOk } from '@kos/retcode'
import type { Case } from './case.ts'

const Barrier = defineInterface('corpus.Barrier', { Arrive: {}, Open: {} })

function answer(method: 'Arrive' | 'Open'): SMsgHdr {
  const { response } = Barrier[method]
  const message = new Uint8Array(response.size)
  response.encode({}, 0, new DataView(message.buffer), new Uint8Array(0))
  return PackOutMsg(new SMsgHdr(), message)
}

/** Cars that arrive wait until the barrier is opened. */
const keeper = (isMended: boolean) =>
  program({ endpoints: { barrier: Barrier } }, async (kos) => {
    const handle = kos.ServiceLocatorRegister('barrier')
    const request = PackInMsg(new SMsgHdr(), new Uint8Array(64))
    let waiting: number[] = []
    let isOpen = false
    const reply = async (thread: number, method: 'Arrive' | 'Open'): Promise<void> => {
      const response = answer(method)
      response.threadId = thread
      await kos.Reply(handle, response)
    }
    while ((await kos.Recv(handle, request)) === rcOk) {
      const { threadId } = request
      const isOpening = new DataView(request.message.buffer).getUint16(midOffset, true) === openMid
      if (!isOpening && !isOpen) {
        waiting = isMended ? [...waiting, threadId] : [threadId]
        continue
      }
      if (isOpening) isOpen = true
      for (const thread of waiting) await reply(thread, 'Arrive')
      waiting = []
      await reply(threadId, isOpening ? 'Open' : 'Arrive')
    }
  })

// Of the message header.
const midOffset = 4
const openMid = 1

const calling = (method: 'Arrive' | 'Open') =>
  program(async (kos: Kos) => {
    await connect(kos, Barrier, 'barrier', 'barrier')[method]()
  })

const crossing = (isMended: boolean) => () =>
  defineSolution({
    programs: { Keeper: keeper(isMended), Guard: calling('Open'), Car: calling('Arrive') },
    processes: { Keeper: 'Keeper', Guard: 'Guard', Red: 'Car', Blue: 'Car' },
    connections: {
      Guard: { barrier: 'Keeper' },
      Red: { barrier: 'Keeper' },
      Blue: { barrier: 'Keeper' },
    },
    policy: allowAll(),
  })

export const forgottenClient: Case = {
  name: 'forgotten client',
  finds: 'deadlock',
  isLarge: true,
  faulty: crossing(false),
  mended: crossing(true),
}
