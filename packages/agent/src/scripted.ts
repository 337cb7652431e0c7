export type { ScriptedRequest, ScriptTurn } from './scripted/ScriptedRequest.ts';
export type {
  MessageLine,
  ScriptCall,
  ScriptedSteps,
  ScriptLine,
  ScriptMatcher,
  ScriptText,
  TaskLine,
} from './scripted/ScriptLine.ts';
export { type ScriptedBrain, type ScriptedBrainOptions, scriptedBrain } from './scripted/scriptedBrain.ts';
