//! The elements that BPMN 2.0.2 names, as numbers that compare in one step.

use std::collections::HashMap;
use std::sync::LazyLock;

macro_rules! tags {
    ($($tag:ident = $name:literal,)*) => {
        /// An element's name in the namespace of BPMN models.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub(super) enum Tag { $(#[allow(missing_docs)] $tag,)* }

        /// All of them, in the order of their numbers.
        const NAMES: &[(&str, Tag)] = &[$(($name, Tag::$tag),)*];
    };
}

tags! {
    ActivationCondition = "activationCondition", Activity = "activity", AdHocSubProcess = "adHocSubProcess",
    Artifact = "artifact", Assignment = "assignment", Association = "association", Auditing = "auditing",
    BaseElement = "baseElement", BoundaryEvent = "boundaryEvent", BusinessRuleTask = "businessRuleTask",
    CallableElement = "callableElement", CallActivity = "callActivity", CallChoreography = "callChoreography",
    CallConversation = "callConversation", CancelEventDefinition = "cancelEventDefinition", CatchEvent = "catchEvent",
    Category = "category", CategoryValue = "categoryValue", CategoryValueRef = "categoryValueRef",
    ChildLaneSet = "childLaneSet", Choreography = "choreography", ChoreographyActivity = "choreographyActivity",
    ChoreographyRef = "choreographyRef", ChoreographyTask = "choreographyTask", Collaboration = "collaboration",
    CompensateEventDefinition = "compensateEventDefinition", CompletionCondition = "completionCondition",
    ComplexBehaviorDefinition = "complexBehaviorDefinition", ComplexGateway = "complexGateway", Condition = "condition",
    ConditionalEventDefinition = "conditionalEventDefinition", ConditionExpression = "conditionExpression",
    Conversation = "conversation", ConversationAssociation = "conversationAssociation",
    ConversationLink = "conversationLink", ConversationNode = "conversationNode", CorrelationKey = "correlationKey",
    CorrelationProperty = "correlationProperty", CorrelationPropertyBinding = "correlationPropertyBinding",
    CorrelationPropertyRef = "correlationPropertyRef",
    CorrelationPropertyRetrievalExpression = "correlationPropertyRetrievalExpression",
    CorrelationSubscription = "correlationSubscription", DataAssociation = "dataAssociation", DataInput = "dataInput",
    DataInputAssociation = "dataInputAssociation", DataInputRefs = "dataInputRefs", DataObject = "dataObject",
    DataObjectReference = "dataObjectReference", DataOutput = "dataOutput", DataOutputAssociation = "dataOutputAssociation",
    DataOutputRefs = "dataOutputRefs", DataPath = "dataPath", DataState = "dataState", DataStore = "dataStore",
    DataStoreReference = "dataStoreReference", Definitions = "definitions", Documentation = "documentation",
    EndEvent = "endEvent", EndPoint = "endPoint", EndPointRef = "endPointRef", Error = "error",
    ErrorEventDefinition = "errorEventDefinition", ErrorRef = "errorRef", Escalation = "escalation",
    EscalationEventDefinition = "escalationEventDefinition", Event = "event", EventBasedGateway = "eventBasedGateway",
    EventDefinition = "eventDefinition", EventDefinitionRef = "eventDefinitionRef", ExclusiveGateway = "exclusiveGateway",
    Expression = "expression", Extension = "extension", ExtensionElements = "extensionElements",
    FlowElement = "flowElement", FlowNode = "flowNode", FlowNodeRef = "flowNodeRef", FormalExpression = "formalExpression",
    From = "from", Gateway = "gateway", GlobalBusinessRuleTask = "globalBusinessRuleTask",
    GlobalChoreographyTask = "globalChoreographyTask", GlobalConversation = "globalConversation",
    GlobalManualTask = "globalManualTask", GlobalScriptTask = "globalScriptTask", GlobalTask = "globalTask",
    GlobalUserTask = "globalUserTask", Group = "group", HumanPerformer = "humanPerformer",
    ImplicitThrowEvent = "implicitThrowEvent", Import = "import", InclusiveGateway = "inclusiveGateway",
    Incoming = "incoming", InMessageRef = "inMessageRef", InnerParticipantRef = "innerParticipantRef",
    InputDataItem = "inputDataItem", InputSet = "inputSet", InputSetRefs = "inputSetRefs", Interface = "interface",
    InterfaceRef = "interfaceRef", IntermediateCatchEvent = "intermediateCatchEvent",
    IntermediateThrowEvent = "intermediateThrowEvent", IoBinding = "ioBinding", IoSpecification = "ioSpecification",
    ItemDefinition = "itemDefinition", Lane = "lane", LaneSet = "laneSet", LinkEventDefinition = "linkEventDefinition",
    LoopCardinality = "loopCardinality", LoopCharacteristics = "loopCharacteristics", LoopCondition = "loopCondition",
    LoopDataInputRef = "loopDataInputRef", LoopDataOutputRef = "loopDataOutputRef", ManualTask = "manualTask",
    Message = "message", MessageEventDefinition = "messageEventDefinition", MessageFlow = "messageFlow",
    MessageFlowAssociation = "messageFlowAssociation", MessageFlowRef = "messageFlowRef", MessagePath = "messagePath",
    Monitoring = "monitoring", MultiInstanceLoopCharacteristics = "multiInstanceLoopCharacteristics",
    Operation = "operation", OperationRef = "operationRef", OptionalInputRefs = "optionalInputRefs",
    OptionalOutputRefs = "optionalOutputRefs", OuterParticipantRef = "outerParticipantRef", Outgoing = "outgoing",
    OutMessageRef = "outMessageRef", OutputDataItem = "outputDataItem", OutputSet = "outputSet",
    OutputSetRefs = "outputSetRefs", ParallelGateway = "parallelGateway", Participant = "participant",
    ParticipantAssociation = "participantAssociation", ParticipantMultiplicity = "participantMultiplicity",
    ParticipantRef = "participantRef", PartitionElement = "partitionElement", PartnerEntity = "partnerEntity",
    PartnerRole = "partnerRole", Performer = "performer", PotentialOwner = "potentialOwner", Process = "process",
    Property = "property", ReceiveTask = "receiveTask", Relationship = "relationship", Rendering = "rendering",
    Resource = "resource", ResourceAssignmentExpression = "resourceAssignmentExpression",
    ResourceParameter = "resourceParameter", ResourceParameterBinding = "resourceParameterBinding",
    ResourceRef = "resourceRef", ResourceRole = "resourceRole", Script = "script", ScriptTask = "scriptTask",
    SendTask = "sendTask", SequenceFlow = "sequenceFlow", ServiceTask = "serviceTask", Signal = "signal",
    SignalEventDefinition = "signalEventDefinition", Source = "source", SourceRef = "sourceRef",
    StandardLoopCharacteristics = "standardLoopCharacteristics", StartEvent = "startEvent",
    SubChoreography = "subChoreography", SubConversation = "subConversation", SubProcess = "subProcess",
    SupportedInterfaceRef = "supportedInterfaceRef", Supports = "supports", Target = "target", TargetRef = "targetRef",
    Task = "task", TerminateEventDefinition = "terminateEventDefinition", Text = "text", TextAnnotation = "textAnnotation",
    ThrowEvent = "throwEvent", TimeCycle = "timeCycle", TimeDate = "timeDate", TimeDuration = "timeDuration",
    TimerEventDefinition = "timerEventDefinition", To = "to", Transaction = "transaction",
    Transformation = "transformation", UserTask = "userTask", WhileExecutingInputRefs = "whileExecutingInputRefs",
    WhileExecutingOutputRefs = "whileExecutingOutputRefs",
}

/// How many there are.
pub(super) const COUNT: usize = NAMES.len();

static BY_NAME: LazyLock<HashMap<&'static str, Tag>> = LazyLock::new(|| NAMES.iter().copied().collect());

impl Tag {
    /// The element with this local name, if BPMN has one.
    pub(super) fn of(name: &str) -> Option<Tag> {
        BY_NAME.get(name).copied()
    }

    /// Its local name.
    pub(super) fn name(self) -> &'static str {
        NAMES[self as usize].0
    }
}
