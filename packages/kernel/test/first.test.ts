import { connect, defineInterface, program, serve, string, uint32 } from '@kos/libkos'
import { expect, test } from 'vitest'
import { any, boot, core, defineSolution, execute, request, response, VirtualClock } from '../src/index.ts'

const Lights = defineInterface('demo.Lights', {
  Set: { in: { mode: uint32, name: string(16) }, out: { result: uint32 } },
})
const Server = program({ endpoints: { lights: Lights } }, async (kos) => {
  await serve(kos, 'lights', { lights: { Set: ({ mode, name }) => ({ result: mode + name.length }) } })
})
const Client = program(async (kos) => {
  const lights = connect(kos, Lights, 'lights', 'lights')
  kos.log('ok', (await lights.Set({ mode: 5, name: 'abc' })).result)
  kos.log('denied', (await lights.Set({ mode: 9, name: 'abc' })).rc)
  await kos.KnSleep(10)
  return 7
})

test('a solution runs', async () => {
  const lines: string[] = []
  const solution = defineSolution({
    programs: { Server, Client },
    connections: { Client: { lights: 'Server' } },
    policy: [
      execute(),
      request(any, core),
      request(Client, Server, Lights.Set, ({ message }) => message.mode <= 7),
      response(Server, Client),
    ],
  })
  const kernel = boot(solution, {
    clock: new VirtualClock(),
    output: ({ process, time, text }) => lines.push(`${process} ${time} ${text}`),
  })
  await kernel.run({ until: kernel.task('Client') })
  expect(lines).toEqual(['Client 0 ok 8', 'Client 0 denied -2147483628'])
  expect(kernel.task('Client').result).toEqual({ code: 7 })
  expect(kernel.clock.now()).toBe(10)
  await kernel[Symbol.asyncDispose]()
  expect(Object.values(kernel.inspect().objects).every((count) => count === 0)).toBe(true)
})
