import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'

/** Starts a state machine under a name that says what it is for: a second start of the same name does nothing. */
export type StartWorkflow = (name: string, input: object) => Promise<{ outcome: 'started' | 'already-started' }>

export const workflowStarter =
  (stateMachineArn: string, client = new SFNClient({})): StartWorkflow =>
  async (name, input) => {
    try {
      await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }))
      return { outcome: 'started' }
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return { outcome: 'already-started' }
      throw error
    }
  }
