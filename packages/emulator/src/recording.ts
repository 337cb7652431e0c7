export { type RecorderOptions, type RunningRecording, startRecorder } from './recording/startRecorder.ts';
export { type ReplayOptions, startReplay } from './recording/startReplay.ts';
