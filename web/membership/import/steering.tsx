import type { Child } from 'hono/jsx'

type StepProps = { importId: string; revision: number; act: string; style?: string; children?: Child }

/** One button that moves an import on, decided on the page of this revision. */
export const Step = ({ importId, revision, act, style = '', children }: StepProps) => (
  <form method="post" action={`/staff/imports/${importId}/${act}`}>
    <input type="hidden" name="revision" value={String(revision)} />
    <button class={style} type="submit">
      {children}
    </button>
  </form>
)

export const Discard = ({ importId, revision }: Pick<StepProps, 'importId' | 'revision'>) => (
  <div class="actions">
    <Step importId={importId} revision={revision} act="discard" style="danger">
      Throw the file away
    </Step>
  </div>
)
