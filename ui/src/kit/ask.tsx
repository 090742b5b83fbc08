import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog';
import { DateField, Select, TextArea, TextField } from './field';
import { parseMoney } from './format';

/** A question whose shape somebody else decides. */
export interface Question {
  field: string;
  label: string;
  kind: 'date' | 'text' | 'money' | 'choice' | 'number';
  choices: readonly string[];
  is_optional: boolean;
}

export type Answers = Record<string, unknown>;

export interface AskWords {
  required: string;
  notMoney: string;
  notNumber: string;
  choose: string;
}

/** Reads what was typed; a problem per field when something is missing or unreadable. */
export function answersOf(
  questions: readonly Question[],
  typed: Readonly<Record<string, string>>,
  words: AskWords,
): { answers: Answers; problems: Record<string, string> } {
  const answers: Answers = {};
  const problems: Record<string, string> = {};
  for (const { field, kind, is_optional } of questions) {
    const text = (typed[field] ?? '').trim();
    if (text === '') {
      if (!is_optional) problems[field] = words.required;
      continue;
    }
    if (kind === 'money') {
      const minor = parseMoney(text);
      if (minor === null) problems[field] = words.notMoney;
      else answers[field] = minor;
    } else if (kind === 'number') {
      // Decimals travel as text: a float would change them.
      const decimal = text.replaceAll(',', '');
      if (/^\d+(\.\d+)?$/.test(decimal)) answers[field] = decimal;
      else problems[field] = words.notNumber;
    } else {
      answers[field] = text;
    }
  }
  return { answers, problems };
}

/** A dialog made of questions. Problems that only the host can know come in through `refused`. */
export function AskDialog(props: {
  title: string;
  description?: string;
  submit: string;
  cancel: string;
  words: AskWords;
  questions: readonly Question[];
  refused?: { field: string; message: string } | null;
  isBusy?: boolean;
  /** What the questions are about, above them. */
  children?: ReactNode;
  size?: 'normal' | 'wide';
  onAnswer: (answers: Answers) => void;
  onClose: () => void;
}) {
  const { questions, words, refused, onAnswer } = props;
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [problems, setProblems] = useState<Record<string, string>>({});
  const submit = () => {
    const read = answersOf(questions, typed, words);
    setProblems(read.problems);
    if (Object.keys(read.problems).length === 0) onAnswer(read.answers);
  };
  return (
    <Dialog
      title={props.title}
      description={props.description}
      submit={props.submit}
      cancel={props.cancel}
      isBusy={props.isBusy ?? false}
      size={props.size ?? 'normal'}
      onSubmit={submit}
      onClose={props.onClose}
    >
      {props.children}
      {questions.map((question) => (
        <QuestionField
          key={question.field}
          question={question}
          choose={words.choose}
          value={typed[question.field] ?? ''}
          error={problems[question.field] ?? (refused?.field === question.field ? refused.message : null)}
          onText={(text) => setTyped((all) => ({ ...all, [question.field]: text }))}
        />
      ))}
    </Dialog>
  );
}

function QuestionField(props: {
  question: Question;
  choose: string;
  value: string;
  error: string | null;
  onText: (text: string) => void;
}) {
  const { question, value, error, onText } = props;
  const shared = { label: question.label, error, isOptional: question.is_optional };
  switch (question.kind) {
    case 'choice':
      return (
        <Select
          {...shared}
          placeholder={props.choose}
          choices={question.choices.map((choice) => ({ value: choice, label: worded(choice) }))}
          value={value === '' ? null : value}
          onValue={onText}
        />
      );
    case 'date':
      return <DateField {...shared} value={value} onText={onText} />;
    case 'text':
      return <TextArea {...shared} rows={2} value={value} onText={onText} />;
    case 'money':
    case 'number':
      return <TextField {...shared} inputMode="decimal" value={value} onText={onText} />;
  }
}

/** `price_high` as a person would write it: `Price high`. */
export function worded(key: string): string {
  const text = key.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
