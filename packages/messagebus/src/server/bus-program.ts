// The program of a bus that solutions have by its class: its environment says what bus it is
// (bus-settings.ts).

import { type Kos, program, type Program } from '@kos/libkos'
import { endpointInfo, endpoints } from '../generated/kl/MessageBus.edl.ts'
import { busSettings } from './bus-settings.ts'
import { messageBusProcess } from './message-bus-process.ts'

/**
 * The program of kl.MessageBus, which is told by its environment: BUS_TOPICS, BUS_FULL_QUEUE,
 * BUS_CAPACITY and BUS_CHANNELS. It ends with code 1, and lines say why, if one of them says
 * nothing that it can use; and as `messageBusProcess`.
 */
export const busProgram: Program<Kos> = /* @__PURE__ */ program(
  { endpoints, endpointInfo },
  (kos) => {
    const { settings, faults } = busSettings(kos.env)
    if (faults.length === 0) return messageBusProcess(settings).main(kos)
    for (const { variable, message } of faults) kos.log(`${variable}: ${message}`)
    return 1
  },
)
