// Unhandled death: a client counts on an answer, and the server is killed just then.

import { allowAll, defineSolution } from '@kos/kernel'
import {
  connect,
  defineInterface,
  type Kos,
  program,
  rcNotConnected,
  rcOk,
  serve,
  uint32,
} from '@kos/libkos'
import { type Case, must } from './case.ts'

const Weather = defineInterface('corpus.Weather', { Look: { out: { degrees: uint32 } } })

const Station = program({ endpoints: { weather: Weather } }, async (kos) => {
  await serve(kos, 'weather', {
    weather: {
      async Look() {
        await kos.KnSleep(10)
        return { degrees: 20 }
      },
    },
  })
})

const visitor = (isMended: boolean) =>
  program(async (kos: Kos) => {
    const { rc, degrees } = await connect(kos, Weather, 'weather', 'weather').Look()
    if (isMended && rc === rcNotConnected) return
    must(rc === rcOk && degrees === 20, 'there is no weather')
  })

const forecast = (isMended: boolean) => () =>
  defineSolution({
    programs: { Station, Visitor: visitor(isMended) },
    connections: { Visitor: { weather: 'Station' } },
    policy: allowAll(),
  })

export const unhandledDeath: Case = {
  name: 'unhandled death of a server',
  finds: 'crash',
  faulty: forecast(false),
  mended: forecast(true),
  options: { kill: [{ process: 'Station', at: 5 }] },
}
