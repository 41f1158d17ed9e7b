import { allowAll, createKernel, defineService, handles, threads, VirtualClock } from '@kos/kernel'
import { type Context, program, rcOk, type ThreadApi } from '@kos/libkos'
import { defineContract } from '@kos/libkos/abi'
import { type PipeApi, pipes, type PipesProvides } from './pipes.ts'

const shoutContract = defineContract('shouts', 'demo.Shout', 1088, {
  Shout: { params: [['text', 'str']] },
})

export const shouts = () =>
  defineService({
    name: 'shouts',
    needs: ['pipes'],
    contract: shoutContract,
    library: { shout: (sys) => sys.call(shoutContract.calls.Shout) },
    start: (_kernel, { pipes: provided }: { readonly pipes: PipesProvides }) => ({
      handlers: {
        Shout(_thread, text) {
          provided.write(
            'shouts',
            Uint8Array.from(text.toUpperCase(), (character) => character.charCodeAt(0)),
          )
          return rcOk
        },
      },
    }),
  })

const Shouter = program(
  async (kos: Context & ThreadApi & { readonly shout: (text: string) => number }) => {
    await kos.KnSleep(10)
    kos.shout('land ahoy')
  },
)
const Listener = program(async (kos: Context & PipeApi) => {
  const pipe = kos.pipeOpen('shouts')
  const heard = await kos.pipeRead(pipe, 1_000)
  kos.log('heard:', String.fromCharCode(...(heard ?? [])))
})

export const lines: string[] = []
export const kernel = createKernel({
  services: [threads(), handles(), pipes(), shouts()],
  security: allowAll(),
  clock: new VirtualClock(),
  output: ({ text }) => lines.push(text),
})
kernel.spawn(Listener, { name: 'Listener' })
kernel.spawn(Shouter, { name: 'Shouter' })

export const incomplete = () =>
  createKernel({
    // @ts-expect-error shouts needs pipes; add pipes() to services
    services: [threads(), handles(), shouts()],
    security: allowAll(),
  })
