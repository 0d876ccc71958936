//! A DMN model as it is written: definitions, requirements, boxed expressions, tables, all texts unread.
//!
//! What is written out again comes from here. What may not happen here: FEEL is read.

/// A text of a file and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text {
    pub text: String,
    pub line: usize,
    pub column: usize,
}

/// One file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Definitions {
    pub file: String,
    pub name: String,
    pub namespace: String,
    pub imports: Vec<Import>,
    pub items: Vec<Item>,
    pub inputs: Vec<Input>,
    pub decisions: Vec<Decision>,
    pub knowledge: Vec<Knowledge>,
    pub bundles: Vec<Bundle>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Import {
    pub name: String,
    pub namespace: String,
}

/// A type by its name, in a namespace when it is written with a prefix, as DMN 1.1 did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypeRef {
    pub namespace: Option<String>,
    pub name: String,
}

/// The definition of a type, or of an entry of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Item {
    pub name: String,
    pub kind: Option<TypeRef>,
    pub entries: Vec<Item>,
    pub is_collection: bool,
    pub allowed: Option<Text>,
    pub constraint: Option<Text>,
    /// The parameters and the result of a function.
    pub function: Option<(Vec<Variable>, Option<TypeRef>)>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Variable {
    pub name: String,
    pub kind: Option<TypeRef>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Input {
    pub id: String,
    pub variable: Variable,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Decision {
    pub id: String,
    pub variable: Variable,
    pub description: String,
    pub question: String,
    /// What a table of the law says that DMN has no place for, by name: its article, its days.
    pub about: Vec<(String, String)>,
    /// What it needs to know: inputs, decisions, knowledge, decision services.
    pub requires: Vec<Reference>,
    pub logic: Option<Boxed>,
}

/// A reference to an element of this file or of another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reference {
    pub namespace: Option<String>,
    pub id: String,
    /// What kind of element the file says it is: `requiredInput` and so on.
    pub role: String,
}

/// A business knowledge model: a function by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Knowledge {
    pub id: String,
    pub variable: Variable,
    pub requires: Vec<Reference>,
    pub logic: Option<Boxed>,
}

/// A decision service: decisions that are asked together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Bundle {
    pub id: String,
    pub variable: Variable,
    pub outputs: Vec<Reference>,
    pub encapsulated: Vec<Reference>,
    pub input_decisions: Vec<Reference>,
    pub inputs: Vec<Reference>,
}

/// A boxed expression with the type that it declares.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Boxed {
    pub kind: Option<TypeRef>,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Literal(Text),
    /// In another language than FEEL, and its text.
    Foreign(String, Text),
    Table(Box<Table>),
    /// Entries with their variables; the last may have none, and is the result.
    Context(Vec<(Option<Variable>, Boxed)>),
    List(Vec<Boxed>),
    Relation(Vec<String>, Vec<Vec<Boxed>>),
    Function {
        language: String,
        parameters: Vec<Variable>,
        body: Option<Box<Boxed>>,
    },
    Invocation(Box<Boxed>, Vec<(String, Boxed)>),
    If(Box<[Boxed; 3]>),
    For(String, Box<[Boxed; 2]>),
    Some(String, Box<[Boxed; 2]>),
    Every(String, Box<[Boxed; 2]>),
    Filter(Box<[Boxed; 2]>),
}

impl Default for What {
    fn default() -> What {
        What::Literal(Text::default())
    }
}

/// A decision table.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    pub policy: String,
    pub aggregation: String,
    pub inputs: Vec<TableInput>,
    pub outputs: Vec<TableOutput>,
    pub annotations: Vec<String>,
    pub rules: Vec<TableRule>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TableInput {
    pub label: String,
    pub expression: Text,
    pub kind: Option<TypeRef>,
    pub values: Option<Text>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TableOutput {
    pub name: String,
    pub label: String,
    pub kind: Option<TypeRef>,
    pub values: Option<Text>,
    pub default: Option<Text>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TableRule {
    pub description: String,
    pub inputs: Vec<Text>,
    pub outputs: Vec<Text>,
    pub annotations: Vec<String>,
}

impl Boxed {
    /// Every boxed expression directly inside this one.
    pub(crate) fn each_part(&self, each: &mut dyn FnMut(&Boxed)) {
        match &self.what {
            What::Literal(_) | What::Foreign(..) | What::Table(_) => {}
            What::Context(entries) => entries.iter().for_each(|(_, inner)| each(inner)),
            What::List(items) => items.iter().for_each(each),
            What::Relation(_, rows) => rows.iter().flatten().for_each(each),
            What::Function { body, .. } => body.iter().for_each(|body| each(body)),
            What::Invocation(function, bindings) => {
                each(function);
                bindings.iter().for_each(|(_, inner)| each(inner));
            }
            What::If(parts) => parts.iter().for_each(each),
            What::For(_, parts)
            | What::Some(_, parts)
            | What::Every(_, parts)
            | What::Filter(parts) => parts.iter().for_each(each),
        }
    }
}
