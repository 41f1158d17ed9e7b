// IPC call cycle: each of two servers asks the other one while it answers a request.

import { allowAll, defineSolution } from '@kos/kernel'
import { connect, defineInterface, type Kos, program, serve, uint32 } from '@kos/libkos'
import type { Case } from './case.ts'

const Desk = defineInterface('corpus.Desk', {
  Ask: { in: { depth: uint32 }, out: { answer: uint32 } },
})

/** A desk that asks `next`, if that is not empty, before it answers. */
const desk = (channel: string, next: string) =>
  program({ endpoints: { desk: Desk } }, async (kos) => {
    const other = next === '' ? null : connect(kos, Desk, next, 'desk')
    await serve(kos, channel, {
      desk: {
        async Ask({ depth }) {
          if (other === null || depth === 0) return { answer: 0 }
          const { answer = 0 } = await other.Ask({ depth: depth - 1 })
          return { answer: answer + 1 }
        },
      },
    })
  })

const asking = (channel: string) =>
  program(async (kos: Kos) => {
    await connect(kos, Desk, channel, 'desk').Ask({ depth: 1 })
  })

const authority = (isMended: boolean) => () =>
  defineSolution({
    programs: {
      Tax: desk('tax', 'permits'),
      Permits: desk('permits', isMended ? '' : 'tax'),
      Anna: asking('tax'),
      Ben: asking('permits'),
    },
    connections: {
      Tax: { permits: 'Permits' },
      Permits: { tax: 'Tax' },
      Anna: { tax: 'Tax' },
      Ben: { permits: 'Permits' },
    },
    policy: allowAll(),
  })

export const callCycle: Case = {
  name: 'IPC call cycle',
  finds: 'deadlock',
  faulty: authority(false),
  mended: authority(true),
}
